package model_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/generate/model"
)

func TestTypesReadBackAsTheyWereWritten(t *testing.T) {
	for source, kind := range map[string]model.Kind{
		"string":                           model.String,
		"[]byte":                           model.Bytes,
		"bool":                             model.Bool,
		"int64":                            model.Int,
		"uint32":                           model.Uint,
		"float64":                          model.Float,
		"time.Duration":                    model.Duration,
		"time.Time":                        model.Time,
		"any":                              model.Any,
		"[]string":                         model.Slice,
		"[][]byte":                         model.Slice,
		"map[string]int64":                 model.Map,
		"map[string]struct{}":              model.Set,
		"*int64":                           model.Optional,
		"models.Result[[]models.KeyValue]": model.Nullable,
		"options.SetOptions":               model.StructType,
		"[]options.Condition":              model.Slice,
		"options.Condition":                model.EnumType,
		"options.Expiry":                   model.UnionType,
	} {
		typ, err := loadResult(t, source)
		require.NoError(t, err, source)
		require.Equal(t, source, typ.String())
		require.Equal(t, kind, typ.Kind, source)
	}
}

func TestTypesThatCannotBeGeneratedFromAreRefused(t *testing.T) {
	for _, source := range []string{
		"chan string", "func()", "[4]string", "map[int64]string", "map[string]chan int", "[]complex128", "complex64", "error",
		"io.Reader", "options.Missing", "[]options.Missing", "models.Result[options.Missing]", "interface{ Read() }", "Reply[string]",
	} {
		_, err := loadResult(t, source)
		require.ErrorContains(t, err, "cannot be generated from", source)
	}
}

// loadResult loads a command that returns a Reply of the type.
func loadResult(t *testing.T, source string) (*model.Type, error) {
	t.Helper()
	root := t.TempDir()
	write(t, root, "core/command/x.go", family+"package command\n\n"+goodDoc+
		"func Get(a *Args) Reply["+source+"] {\n\ta.Begin(\"GET\")\n\treturn text\n}\n")
	write(t, root, "models/x.go", "package models\n\ntype KeyValue struct{ Key, Value string }\n")
	write(t, root, "options/x.go", "package options\n\ntype SetOptions struct{}\n\ntype Condition string\n\nconst Always Condition = \"\"\n\n"+
		"type Expiry interface{ expiry() }\n\ntype KeepTTL struct{}\n\nfunc (*KeepTTL) expiry() {}\n")
	api, err := model.Load(root)
	if err != nil {
		return nil, err
	}
	return api.Commands[0].Result, nil
}
