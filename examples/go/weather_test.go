// Run with: ploton-mock exec --clock frozen -- go test -count=1 ./...

package weather

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
)

// mock is an account of the running mock that one test has to itself.
type mock struct {
	t      *testing.T
	key    string
	secret string
}

// call uses the control API: body in, answer into `into` unless it is nil.
func (m *mock) call(method, path string, body any, into any) {
	m.t.Helper()
	payload, _ := json.Marshal(body)
	request, _ := http.NewRequest(method, os.Getenv("PLOTON_MOCK_URL")+"/_mock"+path, bytes.NewReader(payload))
	request.Header.Set("Content-Type", "application/json")
	if m.key != "" {
		request.Header.Set("Authorization", "Bearer "+m.key)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		m.t.Fatal(err)
	}
	defer response.Body.Close()
	answer, _ := io.ReadAll(response.Body)
	if response.StatusCode >= 300 {
		m.t.Fatalf("%s %s: %s", method, path, answer)
	}
	if into != nil {
		if err := json.Unmarshal(answer, into); err != nil {
			m.t.Fatal(err)
		}
	}
}

type object = map[string]any

func start(t *testing.T) (*Weather, *mock) {
	t.Helper()
	t.Parallel() // each test has a clock of its own
	m := &mock{t: t}
	var account struct {
		Key    string `json:"api_key"`
		Secret string `json:"webhook_secret"`
	}
	m.call("POST", "/accounts", object{}, &account)
	m.key, m.secret = account.Key, account.Secret
	weather := &Weather{BaseURL: os.Getenv("PLOTON_BASE_URL"), APIKey: m.key, Secret: m.secret}
	server := httptest.NewServer(weather)
	t.Cleanup(server.Close)
	m.call("PUT", "/webhook", object{"url": server.URL + "/webhook"}, nil)
	return weather, m
}

func TestTheWebhookBringsTheReport(t *testing.T) {
	weather, mock := start(t)
	id, err := weather.Ask("San Francisco")
	if err != nil {
		t.Fatal(err)
	}
	if _, found := weather.Report(id); found {
		t.Fatal("there is a report before the task has finished")
	}
	mock.call("POST", "/clock/advance", object{"by": "3s"}, nil)
	if report, _ := weather.Report(id); report.Temperature != "62°F" {
		t.Fatalf("got %v", report)
	}
}

func TestAReportSurvivesAnAppThatIsDownForTwoHours(t *testing.T) {
	weather, mock := start(t)
	mock.call("POST", "/faults", object{"spec": "webhook drop times=3"}, nil)
	id, err := weather.Ask("San Francisco")
	if err != nil {
		t.Fatal(err)
	}
	mock.call("POST", "/clock/advance", object{"by": "24h"}, nil)
	if _, found := weather.Report(id); !found {
		t.Fatal("the report is lost")
	}
}

func TestAForgedWebhookIsRefused(t *testing.T) {
	weather, mock := start(t)
	mock.call("POST", "/faults", object{"spec": "webhook tampered-body"}, nil)
	if _, err := weather.Ask("San Francisco"); err != nil {
		t.Fatal(err)
	}
	mock.call("POST", "/clock/advance", object{"by": "3s"}, nil)
	var deliveries struct {
		Data []struct {
			Attempts []struct {
				Response struct {
					Status int `json:"status"`
				} `json:"response"`
			} `json:"attempts"`
		} `json:"data"`
	}
	mock.call("GET", "/deliveries", object{}, &deliveries)
	if status := deliveries.Data[0].Attempts[0].Response.Status; status != http.StatusUnauthorized {
		t.Fatalf("the handler answered %d", status)
	}
}
