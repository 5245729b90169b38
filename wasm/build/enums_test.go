package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDeclarationsOfConstants(t *testing.T) {
	path := filepath.Join(t.TempDir(), "enums.ts")
	require.NoError(t, os.WriteFile(path, []byte(`// Constants.

/** A unit. */
export const Unit = {
  /** Seconds. */
  Seconds: "EX",
  Minutes: 60,
} as const;
export type Unit = (typeof Unit)[keyof typeof Unit];
`), 0o600))
	got, err := declareEnums(path)
	require.NoError(t, err)
	require.Equal(t, `// Constants.

/** A unit. */
export declare const Unit: {
  /** Seconds. */
  readonly Seconds: "EX";
  readonly Minutes: 60;
};
export declare namespace Unit {
  type Seconds = "EX";
  type Minutes = 60;
}
export type Unit = (typeof Unit)[keyof typeof Unit];
`, string(got))
	_, err = declareEnums(path + "x")
	require.Error(t, err)
}
