package graph_test

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/graph"
)

func TestNextMonday(t *testing.T) {
	t.Parallel()
	thursday := time.Date(2026, time.January, 1, 12, 0, 0, 0, time.UTC)
	monday := time.Date(2026, time.January, 5, 8, 0, 0, 0, time.UTC)
	tenant := graph.Start(t, graph.Config{Clock: graph.FrozenClock(model.InstantOf(thursday))})

	// The program under test: tenant.URL instead of https://graph.microsoft.com.
	require.NoError(t, onboard(tenant.URL+"/v1.0", "ada@contoso.example", monday))

	list := model.Command{Op: model.List}
	out := tenant.Engine().Do("ada@contoso.example", model.Actor{}, list)
	require.Equal(t, model.NotYetValid, out.View.Reason)

	require.NoError(t, tenant.Clock().Set(model.InstantOf(monday), false))
	out = tenant.Engine().Do("ada@contoso.example", model.Actor{}, list)
	require.True(t, out.View.Usable())
}

// onboard is a program under test.
func onboard(base, user string, start time.Time) error {
	body := fmt.Sprintf(`{"startDateTime": %q}`, start.Format(time.RFC3339))
	req, err := http.NewRequest(http.MethodPost, base+"/users/"+user+"/authentication/temporaryAccessPassMethods", strings.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer anything")
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err == nil {
		err = res.Body.Close()
	}
	return err
}

// The guide shows the test above.
func TestTheGuideInGo(t *testing.T) {
	source, err := os.ReadFile("guide_test.go")
	require.NoError(t, err)
	shown := "func TestNextMonday(" + cut(string(source), "func TestNextMonday(", "\n}\n") + "\n}\n"
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	require.Contains(t, string(readme), "```go\n"+shown+"```\n")
}
