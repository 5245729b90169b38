package main

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/test/servers"
)

const pageOrigin = "http://127.0.0.1:8379"

// post asks for an action as a page would.
func post(c *control, address, action, origin, token string) int {
	mux := http.NewServeMux()
	c.handle(mux)
	request := httptest.NewRequest(http.MethodPost, "/nodes/"+address+"/"+action, nil)
	request.Header.Set("Origin", origin)
	request.Header.Set(tokenHeader, token)
	recorder := httptest.NewRecorder()
	mux.ServeHTTP(recorder, request)
	return recorder.Code
}

func TestControlObeysThePageAlone(t *testing.T) {
	server := servers.Start(t, servers.Valkey91, servers.Options{})
	c := newControl(serverBackend(server).nodes, []string{pageOrigin})
	address := server.Addr()
	require.Equal(t, http.StatusForbidden, post(c, address, "kill", pageOrigin, "guess"))
	require.Equal(t, http.StatusForbidden, post(c, address, "kill", pageOrigin, ""))
	require.Equal(t, http.StatusForbidden, post(c, address, "kill", "http://evil.example", c.token))
	require.Equal(t, http.StatusForbidden, post(c, address, "kill", "", c.token))
	require.True(t, server.Alive())
	require.Equal(t, http.StatusNotFound, post(c, "127.0.0.1:1", "kill", pageOrigin, c.token), "no server of its own")
	require.Equal(t, http.StatusBadRequest, post(c, address, "flush", pageOrigin, c.token))

	require.Equal(t, http.StatusConflict, post(c, address, "resume", pageOrigin, c.token), "it is not paused")
	require.Equal(t, http.StatusConflict, post(c, address, "failover", pageOrigin, c.token), "it has no replica")
	require.Equal(t, http.StatusNoContent, post(c, address, "pause", pageOrigin, c.token))
	require.Equal(t, statePaused, c.nodes[0].state())
	require.Equal(t, http.StatusNoContent, post(c, address, "resume", pageOrigin, c.token))
	require.Equal(t, http.StatusNoContent, post(c, address, "kill", pageOrigin, c.token))
	require.Equal(t, stateEnded, c.nodes[0].state())
	require.Equal(t, http.StatusConflict, post(c, address, "kill", pageOrigin, c.token), "it has ended")
	require.Equal(t, http.StatusNoContent, post(c, address, "restart", pageOrigin, c.token))
	require.Equal(t, stateRunning, c.nodes[0].state())
}

func TestPageOfAnotherOriginHasNoToken(t *testing.T) {
	v := visit(t)
	v.connected()
	require.NotEmpty(t, evaluate[string](v, `fetch("demo.json").then((answer) => answer.json()).then(({ token }) => token)`))
	v.navigate(v.demo.otherURL)
	v.until(`document.querySelector("#state").dataset.state === "failed"`)
	require.Empty(t, evaluate[string](v, `fetch("demo.json").then((answer) => answer.json()).then(({ token }) => token)`))
}
