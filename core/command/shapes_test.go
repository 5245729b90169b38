package command_test

import (
	_ "embed"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
)

//go:embed testdata/shapes.json
var shapesJSON []byte

// vector is described in testdata/README.md.
type vector struct {
	Shape    string          `json:"shape"`
	Frame    string          `json:"frame"`
	Value    json.RawMessage `json:"value"`
	Error    string          `json:"error"`
	Mismatch string          `json:"mismatch"`
}

// bytes returns the frame, of whose characters each is a byte.
func (v vector) bytes(t testing.TB) []byte {
	var frame []byte
	for _, character := range v.Frame {
		require.LessOrEqual(t, character, rune(255), "frame %q", v.Frame)
		frame = append(frame, byte(character))
	}
	return frame
}

func vectors(t testing.TB) []vector {
	var list []vector
	require.NoError(t, json.Unmarshal(shapesJSON, &list))
	return list
}

func decoders() map[string]func([]byte) (any, error) {
	byName := make(map[string]func([]byte) (any, error))
	for shape, decode := range command.Decoders {
		byName[shape.String()] = decode
	}
	return byName
}

func TestShapesDecodeTheGoldenVectors(t *testing.T) {
	byName := decoders()
	seen := make(map[string]bool)
	for _, v := range vectors(t) {
		decode := byName[v.Shape]
		require.NotNil(t, decode, "no shape %s", v.Shape)
		seen[v.Shape] = true
		value, err := decode(v.bytes(t))
		switch {
		case v.Error != "":
			var server *failure.ServerError
			require.ErrorAs(t, err, &server, "%s of %q", v.Shape, v.Frame)
			require.Equal(t, v.Error, server.Error())
		case v.Mismatch != "":
			var shape *command.ShapeError
			require.ErrorAs(t, err, &shape, "%s of %q", v.Shape, v.Frame)
			require.Equal(t, command.ShapeError{Shape: shape.Shape, Got: v.Mismatch}, *shape, "%s of %q", v.Shape, v.Frame)
			require.Contains(t, err.Error(), "expected "+v.Shape+", got ")
		default:
			require.NoError(t, err, "%s of %q", v.Shape, v.Frame)
			got, err := json.Marshal(golden(value))
			require.NoError(t, err)
			require.JSONEq(t, string(v.Value), string(got), "%s of %q", v.Shape, v.Frame)
		}
	}
	require.Len(t, seen, len(byName), "a shape has no vectors")
}

// golden returns a decoded value in the form that testdata/README.md describes.
func golden(value any) any {
	type object = map[string]any
	switch v := value.(type) {
	case int64:
		const safe = 1<<53 - 1
		if v > safe || v < -safe {
			return object{"integer": strconv.FormatInt(v, 10)}
		}
		return v
	case float64:
		return object{"double": string(resp.AppendFloatText(nil, v))}
	case models.BigNumber:
		return object{"bigNumber": string(v)}
	case *failure.ServerError:
		return object{"error": v.Error()}
	case models.Result[string]:
		return result(v)
	case models.Result[float64]:
		return result(v)
	case models.Result[int64]:
		return result(v)
	case models.Result[models.KeyAndElement]:
		return result(v)
	case models.Result[models.Map]:
		return result(v)
	case models.Result[[]string]:
		return result(v)
	case models.Result[models.KeyAndElements]:
		return result(v)
	case models.KeyAndElements:
		return object{"key": v.Key, "elements": list(v.Elements)}
	case models.Result[models.GeospatialData]:
		return result(v)
	case models.GeospatialData:
		return object{"longitude": golden(v.Longitude), "latitude": golden(v.Latitude)}
	case models.Location:
		return object{"name": v.Name, "dist": golden(v.Dist), "hash": golden(v.Hash), "coord": golden(v.Coord)}
	case models.KeyAndElement:
		return object{"key": v.Key, "element": v.Element}
	case models.MemberAndScore:
		return object{"member": v.Member, "score": golden(v.Score)}
	case models.FieldValue:
		return object{"field": v.Field, "value": v.Value}
	case models.StreamEntry:
		return object{"id": v.ID, "fields": list(v.Fields)}
	case models.StreamResponse:
		return object{"key": v.Key, "entries": list(v.Entries)}
	case models.ScanResult:
		return object{"cursor": v.Cursor, "elements": list(v.Elements)}
	case models.ScanFieldsResult:
		return object{"cursor": v.Cursor, "fields": list(v.Fields)}
	case models.ScanScoresResult:
		return object{"cursor": v.Cursor, "members": list(v.Members)}
	case models.Result[models.RankAndScore]:
		return result(v)
	case models.RankAndScore:
		return object{"rank": golden(v.Rank), "score": golden(v.Score)}
	case models.Result[models.KeyWithMemberAndScore]:
		return result(v)
	case models.KeyWithMemberAndScore:
		return object{"key": v.Key, "member": v.Member, "score": golden(v.Score)}
	case models.Result[models.KeyWithArrayOfMembersAndScores]:
		return result(v)
	case models.KeyWithArrayOfMembersAndScores:
		return object{"key": v.Key, "members": list(v.MembersAndScores)}
	case models.XAutoClaimResponse:
		return object{"next": v.NextEntry, "entries": list(v.ClaimedEntries), "deleted": v.DeletedMessages}
	case []models.Result[float64]:
		return list(v)
	case []string:
		return list(v)
	case []models.Result[string]:
		return list(v)
	case []bool:
		return list(v)
	case []models.FieldValue:
		return list(v)
	case []models.Result[models.GeospatialData]:
		return list(v)
	case []models.Location:
		return list(v)
	case []int64:
		return list(v)
	case []models.Result[int64]:
		return list(v)
	case []models.MemberAndScore:
		return list(v)
	case []models.StreamEntry:
		return list(v)
	case []models.StreamResponse:
		return list(v)
	case []models.Map:
		return list(v)
	case [][]any:
		return list(v)
	case []any:
		return list(v)
	case models.Set:
		return object{"set": list(v)}
	case models.Map:
		pairs := make([]any, 0, len(v))
		for _, entry := range v {
			pairs = append(pairs, []any{golden(entry.Key), golden(entry.Value)})
		}
		return object{"map": pairs}
	case map[string]struct{}:
		return object{"set": sorted(v)}
	case map[string]string:
		pairs := make([]any, 0, len(v))
		for _, key := range sorted(v) {
			pairs = append(pairs, []any{key, v[key]})
		}
		return object{"map": pairs}
	default:
		return value
	}
}

func result[T any](r models.Result[T]) any {
	if r.IsNil() {
		return nil
	}
	return golden(r.Value())
}

func list[T any](values []T) []any {
	all := make([]any, 0, len(values))
	for _, value := range values {
		all = append(all, golden(value))
	}
	return all
}

func sorted[V any](m map[string]V) []string {
	keys := slices.Collect(maps.Keys(m))
	if keys == nil {
		keys = []string{}
	}
	slices.Sort(keys)
	return keys
}

func TestEveryShapeHasANameAndADecoder(t *testing.T) {
	names := make(map[string]bool)
	for _, shape := range command.Shapes() {
		require.NotEmpty(t, shape.String())
		require.Contains(t, command.Decoders, shape)
		names[shape.String()] = true
	}
	require.Len(t, names, len(command.Decoders))
	require.Equal(t, "unknown", command.Shape(0).String())
	require.Equal(t, "unknown", command.Shape(255).String())
}

func FuzzDecodersNeverPanic(f *testing.F) {
	for _, v := range vectors(f) {
		f.Add(v.bytes(f))
	}
	f.Add([]byte("*1000000000\r\n*1000000000\r\n$1000000000\r\nx"))
	f.Add([]byte("%9223372036854775807\r\n"))
	f.Fuzz(func(t *testing.T, frame []byte) {
		for shape, decode := range command.Decoders {
			value, err := decode(frame)
			if err == nil {
				_, err = json.Marshal(golden(value))
				require.NoError(t, err, "%s", shape)
			}
		}
	})
}
