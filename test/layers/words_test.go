package layers

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// private are words that had a meaning in this project alone, with those that the field
// has for it.
var private = map[string]string{
	"asAsked": "the budget's Error", "borrow": "acquire", "befell": "failed", "giveBack": "release", "goesOn": "again", "goOn": "remaining",
	"heed": "observe", "Heed": "Observe", "lend": "acquire", "lender": "source", "lent": "acquired", "persist": "retry, or keepDialing",
	"spend": "again, with a budget", "DoAlone": "DoDedicated", "SubmitAlone": "SubmitDedicated",
	"lendIdle": "acquireIdle", "lendNew": "acquireNew", "LeaseAsked": "AcquireAsked",
	"outbox": "writeQueue", "parcel": "writeBuffer", "restingParcel": "maxIdleBuffer", "leaveUnread": "deferRead", "readForAbsent": "startDeferredRead",
	"forsake": "cancel", "abandon": "cancel", "giveUp": "detach", "withdraw": "remove", "abandoned": "canceled",
	"resting": "idle, or keepalive", "stayAlive": "keepAlive", "hear": "received", "heard": "lastReceived", "lookAtIdle": "checkIdle",
	"converse": "pipeline", "learn": "parse", "afterwards": "commonCommands", "greetRESP2": "handshakeRESP2",
	"tell": "emit", "untold": "pending", "tellOne": "emitEvent", "hurry": "retryNow", "Hurry": "RetryNow", "Renew": "Reconnect",
	"mend": "fix", "kin": "related", "slab": "arena", "owe": "addValues", "owed": "remaining", "tooMuch": "errSkipLimit", "understood": "isSupported",
	"forEver": "unbounded", "speechless": "silentDialer", "condemned": "failing", "handOut": "deliverProven", "readElsewhere": "startBackgroundRead", "passReading": "endCallerRead",
	"leaveReading": "endBackgroundRead", "takeUnasked": "readUnrequested", "standIn": "addPlaceholder", "listens": "alwaysReads", "skipOn": "skipRest",
	"lookSoon": "refreshSoon", "kick": "discoverySignal", "deposed": "formerPrimaries", "isDeposed": "isFormerPrimary", "hurried": "onlyRedirected",
	"Patience": "RetryPolicy", "Everywhere": "ExecuteOnNodes", "everywhere": "onEachNode", "misled": "malformedRedirect", "hopeful": "notFailed",
	"collected": "clientOptions", "IsApart": "the reply policy", "Lease": "DedicatedConn", "lease": "conn", "executeApart": "executeBeside", "errApart": "errKeysElsewhere", "looks": "checksReads",
	// of tests
	"checkedClient": "verifiedClient", "contestant": "subject", "contestants": "subjects", "ignorant": "old", "mischief": "fault",
	"RequireFaces": "RequireParity", "scanWorld": "fakeScanCluster", "scene": "environment", "tally": "counter", "torment": "fault",
	"tormentor": "chaos", "torments": "faults", "world": "cluster",
}

// privateIn are such words that are good ones elsewhere, by the folders in which they are
// not.
var privateIn = map[string]map[string]string{
	"../../core/": {"q": "req", "own": "copied", "of": "what it is of", "what": "decision", "several": "fannedOut", "usual": "fallback"},
	"../../internal/mux/": {
		"begin": "start", "Begin": "Start", "early": "deferred", "unread": "deferredUntil", "settle": "afterDetach", "silent": "silenceErr",
		"greet": "handshake", "step": "handshakeCommand", "told": "reported", "clock": "timer", "alarm": "tickAt", "what": "problem",
	},
	"../../internal/node/": {
		"begin": "ensureConnecting", "lost": "connectionLost", "forget": "dropShared", "note": "queueEvent", "put": "swapShared",
		"retire": "markClosed", "patience": "drainTimeout", "others": "unpooled",
	},
	"../../internal/standalone/": {
		"begin": "startWatching", "look": "requestDiscovery", "looking": "discovering", "settle": "discover", "note": "applyVerdict",
		"told": "announced", "grace": "straggleTimeout", "patience": "drainTimeout", "succeed": "updateFormerPrimaries", "what": "decision",
	},
	"../../internal/cluster/": {
		"begin": "startWatching", "look": "refreshNow", "urgent": "refreshSignal", "usual": "delayedRefreshSignal", "patience": "drainTimeout",
		"rest": "pause", "alone": "dedicated", "several": "fannedOut", "what": "decision", "own": "copied", "of": "number",
	},
	"../../internal/resp/":  {"settle": "skipToValue", "await": "beginBody", "awaited": "bodyLeft", "told": "reported"},
	"../../internal/queue/": {"part": "buffer", "own": "needsDedicated"},
}

// betterWord returns the field's word for a private one that a file must not use.
func betterWord(path, name string) (string, bool) {
	if better, found := private[name]; found {
		return better, true
	}
	for folder, words := range privateIn {
		if better, found := words[name]; found && strings.HasPrefix(filepath.ToSlash(path), folder) {
			return better, true
		}
	}
	return "", false
}

// Names are the field's. Commands have those of the server, such as PERSIST.
func TestNamesAreTheFieldsOwn(t *testing.T) {
	for _, folder := range []string{
		"../../core", "../../internal", "../../native", "../../batch", "../../options", "../../models", "../../wasm",
		"../../modules", "../../transport", "../../test", "../../tools", "../../web-demo",
	} {
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_gen.go") || strings.Contains(path, "testdata") ||
				strings.HasPrefix(path, "../../core/command/") {
				return err
			}
			files := token.NewFileSet()
			file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if name, ok := n.(*ast.Ident); ok {
					if better, found := betterWord(path, name.Name); found {
						t.Errorf("%s: %s is a word of this project's own; the field says %s", files.Position(name.Pos()), name.Name, better)
					}
				}
				return true
			})
			return nil
		})
		require.NoError(t, err)
	}
}
