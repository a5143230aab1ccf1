// A webhook handler for Ploton with Go's standard library. Run: PLOTON_WEBHOOK_SECRET=whsec_… go run handler.go
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"sync"
)

const limit = 8 << 20

type event struct {
	Event  string          `json:"event"`
	TaskID string          `json:"task_id"`
	Data   json.RawMessage `json:"data"`
}

var (
	secret  = os.Getenv("PLOTON_WEBHOOK_SECRET")
	mutex   sync.Mutex
	handled = map[string]bool{} // in production: a unique column, written in the same transaction as the effect
	effects int
)

// isSigned tells whether there is one signature header, and it is the signature of these bytes.
func isSigned(body []byte, headers []string, secret string) bool {
	if len(headers) != 1 {
		return false
	}
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	expected := hex.EncodeToString(mac.Sum(nil))
	return hmac.Equal([]byte(headers[0]), []byte(expected))
}

// handle is where your work goes. Ignore the events you don't need.
func handle(e event) {
	effects++
	fmt.Println(e.Event, e.TaskID)
}

// receive says what to answer to a request with this body.
func receive(body []byte, headers []string) int {
	if !isSigned(body, headers, secret) {
		return http.StatusUnauthorized
	}
	var e event
	if err := json.Unmarshal(body, &e); err != nil {
		return http.StatusBadRequest
	}
	mutex.Lock()
	defer mutex.Unlock()
	// An event that is sent again has the same bytes, hence the same signature.
	if !handled[headers[0]] {
		handle(e)
		handled[headers[0]] = true
	}
	return http.StatusOK
}

func webhook(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	if err != nil {
		w.WriteHeader(http.StatusRequestEntityTooLarge)
		return
	}
	w.WriteHeader(receive(body, r.Header.Values("X-Ploton-Signature")))
}

func main() {
	if secret == "" {
		log.Fatal("Set PLOTON_WEBHOOK_SECRET")
	}
	http.HandleFunc("/webhook", webhook)
	http.HandleFunc("/effects", func(w http.ResponseWriter, _ *http.Request) {
		mutex.Lock()
		defer mutex.Unlock()
		fmt.Fprint(w, effects)
	})
	port := os.Getenv("PORT")
	if port == "" {
		port = "3000"
	}
	listener, err := net.Listen("tcp", "localhost:"+port)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("listening on http://localhost:%d/webhook\n", listener.Addr().(*net.TCPAddr).Port)
	log.Fatal(http.Serve(listener, nil))
}
