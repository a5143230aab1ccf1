// Package weather asks Ploton for the weather: it creates tasks, and keeps what the webhooks bring.
package weather

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"
)

// Report is the result of a task.
type Report struct {
	Temperature string `json:"temperature"`
	Conditions  string `json:"conditions"`
}

// Weather holds what the environment has: PLOTON_BASE_URL, PLOTON_API_KEY, PLOTON_WEBHOOK_SECRET.
type Weather struct {
	BaseURL, APIKey, Secret string

	mutex   sync.Mutex
	reports map[string]Report
}

// Ask starts a task, and gives its id; the report comes by webhook.
func (w *Weather) Ask(city string) (string, error) {
	prompt := fmt.Sprintf("Look up the current weather in %s and return temperature, conditions, and humidity", city)
	body, _ := json.Marshal(map[string]string{"prompt": prompt})
	request, err := http.NewRequest("POST", w.BaseURL+"/tasks", bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	request.Header.Set("Authorization", "Bearer "+w.APIKey)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return "", fmt.Errorf("ploton answered %s", response.Status)
	}
	var task struct {
		ID string `json:"id"`
	}
	err = json.NewDecoder(response.Body).Decode(&task)
	return task.ID, err
}

// Report gives the report of a task, if there is one yet.
func (w *Weather) Report(taskID string) (Report, bool) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	report, found := w.reports[taskID]
	return report, found
}

// ServeHTTP takes webhooks. Storing by task id makes a repetition harmless.
func (w *Weather) ServeHTTP(response http.ResponseWriter, request *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(response, request.Body, 8<<20))
	if err != nil {
		response.WriteHeader(http.StatusRequestEntityTooLarge)
		return
	}
	mac := hmac.New(sha256.New, []byte(w.Secret))
	mac.Write(body)
	expected := hex.EncodeToString(mac.Sum(nil))
	if !hmac.Equal([]byte(request.Header.Get("X-Ploton-Signature")), []byte(expected)) {
		response.WriteHeader(http.StatusUnauthorized)
		return
	}
	var event struct {
		Event  string `json:"event"`
		TaskID string `json:"task_id"`
		Data   Report `json:"data"`
	}
	if err := json.Unmarshal(body, &event); err != nil {
		response.WriteHeader(http.StatusBadRequest)
		return
	}
	if event.Event == "task.complete" {
		w.keep(event.TaskID, event.Data)
	}
	response.WriteHeader(http.StatusOK)
}

func (w *Weather) keep(taskID string, report Report) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if w.reports == nil {
		w.reports = map[string]Report{}
	}
	w.reports[taskID] = report
}
