package models_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/models"
)

func TestAClusterValueIsSingleOrByNode(t *testing.T) {
	var none models.ClusterValue[string]
	require.True(t, none.IsEmpty())
	require.False(t, none.IsSingleValue() || none.IsMultiValue())
	require.Empty(t, none.SingleValue())
	require.Nil(t, none.MultiValue())

	single := models.SingleClusterValue("")
	require.True(t, single.IsSingleValue(), "an empty value is one too")
	require.False(t, single.IsMultiValue() || single.IsEmpty())
	require.Equal(t, "x", models.SingleClusterValue("x").SingleValue())
	require.Nil(t, single.MultiValue())
	require.Nil(t, single.Errors())

	failed := errors.New("lost")
	multi := models.MultiClusterValue(map[string]string{"a:1": "x"}, map[string]error{"b:2": failed})
	require.True(t, multi.IsMultiValue())
	require.False(t, multi.IsSingleValue() || multi.IsEmpty())
	require.Equal(t, map[string]string{"a:1": "x"}, multi.MultiValue())
	require.Equal(t, map[string]error{"b:2": failed}, multi.Errors())
	require.Empty(t, multi.SingleValue())
}

func TestAClusterValueOfNoNodes(t *testing.T) {
	require.True(t, models.MultiClusterValue[int](nil, nil).IsEmpty())
	allFailed := models.MultiClusterValue[int](nil, map[string]error{"a:1": errors.New("lost")})
	require.True(t, allFailed.IsMultiValue())
	require.False(t, allFailed.IsEmpty())
	require.NotNil(t, allFailed.MultiValue())
}
