package model_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/generate/model"
)

func TestConstants(t *testing.T) {
	root := t.TempDir()
	folder := filepath.Join(root, "wasm", "internal", "boundary")
	require.NoError(t, os.MkdirAll(folder, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "a.go"), []byte(`package boundary

import "example.com/missing"

type Tag byte

const (
	TagAbsent Tag = iota + missing.Zero
	TagOne Tag = iota
	tagHidden
	Name = "text"
	Mask uint16 = 1 << (first - 1)
)
`), 0o644))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "b.go"), []byte("package boundary\n\nconst first = 16\n"), 0o644))
	api, err := model.Load(root)
	require.NoError(t, err)
	require.Equal(t, []model.Constant{{"boundary", "Tag", "TagOne", 1}, {"boundary", "uint16", "Mask", 1 << 15}}, api.Constants)
	require.EqualValues(t, 1, api.Constant("boundary", "TagOne"))
	require.Zero(t, api.Constant("boundary", "Name"))
}

func TestTextsAndFunctions(t *testing.T) {
	root := t.TempDir()
	folder := filepath.Join(root, "core")
	require.NoError(t, os.MkdirAll(folder, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "a.go"), []byte("package core\n\nimport \"a b\"\n\n// New is new.\nfunc New() string { return \"is wrong; set {A}\" }\n\n"+
		"type C struct { F int `json:\"f, x y\"` }\n\nfunc (c *C) Do() { _ = \"word\" }\n\nfunc hidden() {}\n"), 0o644))
	api, err := model.Load(root)
	require.NoError(t, err)
	require.Equal(t, []model.Text{{"is wrong; set {A}", "core/a.go:6"}}, api.Texts)
	require.Equal(t, []string{"New", "C.Do"}, api.Functions)
}
