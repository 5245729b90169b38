package refusal

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
)

func TestRefusalsAreKnownByTheirCodes(t *testing.T) {
	for text, want := range map[string]Kind{
		"LOADING Redis is loading the dataset in memory":             NotReady,
		"MASTERDOWN Link with MASTER is down":                        NotReady,
		"BUSY Redis is busy running a script":                        Busy,
		"NOAUTH Authentication required.":                            Unauthenticated,
		"READONLY You can't write against a read only replica.":      NotPrimary,
		"UNBLOCKED force unblock from blocking operation, instance":  NotPrimary,
		"UNBLOCKED client unblocked via CLIENT UNBLOCK":              None,
		"MOVED 3999 127.0.0.1:6381":                                  Moved,
		"ASK 3999 127.0.0.1:6381":                                    Asked,
		"TRYAGAIN Multiple keys request during rehashing of slot":    Split,
		"CLUSTERDOWN Hash slot not served":                           Unserved,
		"ERR unknown command":                                        None,
		"WRONGTYPE Operation against a key":                          None,
		"moved 1 h:1":                                                None,
		"MOVEDX":                                                     None,
		"":                                                           None,
		"EXECABORT Transaction discarded because of previous errors": None,
	} {
		kind, _ := Of([]byte(text))
		require.Equal(t, want, kind, text)
		require.Equal(t, want, OfError(failure.ParseServerError(text)), text)
		kind, _ = OfReply([]byte("-" + text + "\r\n"))
		require.Equal(t, want, kind, text)
		kind, _ = OfReply([]byte("+" + text + "\r\n"))
		require.Equal(t, None, kind, "no error: %s", text)
	}
	_, detail := OfReply([]byte("-MOVED 3999 127.0.0.1:6381\r\n"))
	require.Equal(t, "3999 127.0.0.1:6381", string(detail))
	for _, frame := range []string{"", "-", "-MOVED 3999 h:1", "-\r\n"} {
		kind, _ := OfReply([]byte(frame))
		require.Equal(t, None, kind, frame)
	}
}

func TestKindsTellWhatMayBeDone(t *testing.T) {
	for kind, want := range map[Kind][3]bool{
		None:            {},
		NotReady:        {false, false, true},
		Busy:            {false, false, true},
		Unauthenticated: {false, false, true},
		NotPrimary:      {true, false, false},
		Moved:           {true, true, false},
		Asked:           {true, true, false},
		Split:           {false, true, false},
		Unserved:        {false, true, false},
	} {
		require.Equal(t, want, [3]bool{kind.IsOfOtherServer(), kind.IsOfCluster(), kind.IsOfEveryCommand()}, "%d", kind)
	}
}

// A batch is tried again only if none of its commands was executed.
func TestABatchIsRefusedAsAWhole(t *testing.T) {
	for frames, want := range map[string]Kind{
		"-LOADING x\r\n":                  NotReady,
		"-LOADING x\r\n-MASTERDOWN x\r\n": NotReady,
		"-LOADING x\r\n-READONLY x\r\n":   None,
		"-LOADING x\r\n+OK\r\n":           None,
		"+OK\r\n-LOADING x\r\n":           None,
		"-LOADING x\r\n-ERR x\r\n":        None,
		"-LOADING x\r\n$1\r\nx\r\n":       None,
		"-READONLY x\r\n-READONLY x\r\n":  NotPrimary,
		"":                                None,
	} {
		require.Equal(t, want, OfAll([]byte(frames)), "%q", frames)
	}
}

func TestATransactionIsRefusedByEXECOrACommandBefore(t *testing.T) {
	const aborted = "-EXECABORT Transaction discarded because of previous errors.\r\n"
	for frames, want := range map[string]Kind{
		"\r\n":                              None, // no RESP, which must not panic
		"+OK\r\n\r\n-ASK\r\n":               None,
		"+OK\r\n-MOVED 1 h:1\r\n" + aborted: Moved,
		"+OK\r\n+QUEUED\r\n-READONLY x\r\n" + aborted:                                    NotPrimary,
		"+OK\r\n-ERR unknown command\r\n-MOVED 1 h:1\r\n" + aborted:                      Moved,
		"+OK\r\n-ERR unknown command\r\n" + aborted:                                      None,
		"+OK\r\n+QUEUED\r\n-MOVED 1 h:1\r\n":                                             Moved,
		"+OK\r\n+QUEUED\r\n-EXECABORT Transaction discarded because of: READONLY no\r\n": NotPrimary,
		"+OK\r\n+QUEUED\r\n-EXECABORT Transaction discarded because of: LOADING no\r\n":  NotReady,
		"-LOADING x\r\n-LOADING x\r\n-ERR EXEC without MULTI\r\n":                        NotReady,
		"+OK\r\n+QUEUED\r\n*1\r\n+OK\r\n":                                                None,
		"+OK\r\n-MOVED 1 h:1\r\n*0\r\n":                                                  None,
		"+OK\r\n+QUEUED\r\n_\r\n":                                                        None,
		"+OK\r\n+QUEUED\r\n*-1\r\n":                                                      None,
		"+OK\r\n+QUEUED\r\n":                                                             None,
		"+OK\r\n-MOVED 1 h:1":                                                            None,
		"":                                                                               None,
	} {
		kind, _ := OfTransaction([]byte(frames))
		require.Equal(t, want, kind, "%q", frames)
	}
	_, detail := OfTransaction([]byte("+OK\r\n-ASK 7 h:1\r\n" + aborted))
	require.Equal(t, "7 h:1", string(detail))
}
