// isSigned against the published vectors. Run: go test handler.go vectors_test.go
package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// A vector in JSON: []byte is read from base64, a header that is null stays nil.
type vector struct {
	Body     []byte  `json:"body_base64"`
	Secret   string  `json:"secret"`
	Header   *string `json:"header"`
	Expected string  `json:"expected"`
	Reason   string  `json:"reason"`
}

func TestVectors(t *testing.T) {
	files, err := filepath.Glob("../../../vectors/signature/v1/*/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal("no vectors found", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var v vector
			if err := json.Unmarshal(text, &v); err != nil {
				t.Fatal(err)
			}
			headers := []string{}
			if v.Header != nil {
				headers = append(headers, *v.Header)
			}
			if got := isSigned(v.Body, headers, v.Secret); got != (v.Expected == "valid") {
				t.Errorf("isSigned gives %v; %s: %s", got, v.Expected, v.Reason)
			}
		})
	}
}
