package tasks

import "os"

// Soak disturbs a client with faults for 10 minutes, or as long as SOAK says ("30s", "1h").
//
// It is no part of CI. See test/cmd/soak for what it proves.
func Soak() error {
	duration := os.Getenv("SOAK")
	if duration == "" {
		duration = "10m"
	}
	return run("go", "run", "./test/cmd/soak", "-duration", duration)
}
