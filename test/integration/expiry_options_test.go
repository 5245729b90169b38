package integration

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// expirySteps change the expiry of what has none at first, a step after the other.
var expirySteps = []struct {
	after     time.Duration
	condition options.ExpireCondition
	want      bool
}{
	{time.Hour, options.HasExistingExpiry, false},
	{time.Hour, options.NewExpiryGreaterThanCurrent, false},
	{time.Hour, options.HasNoExpiry, true},
	{2 * time.Hour, options.HasNoExpiry, false},
	{2 * time.Hour, options.HasExistingExpiry, true},
	{time.Hour, options.NewExpiryGreaterThanCurrent, false},
	{3 * time.Hour, options.NewExpiryGreaterThanCurrent, true},
	{4 * time.Hour, options.NewExpiryLessThanCurrent, false},
	{time.Hour, options.NewExpiryLessThanCurrent, true},
}

func TestEveryExpiryCommandHasConditions(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		for name, expire := range map[string]func(after time.Duration, condition options.ExpireCondition) (bool, error){
			"EXPIRE": func(after time.Duration, condition options.ExpireCondition) (bool, error) {
				return f.ExpireWithOptions(ctx, "key", after, condition)
			},
			"PEXPIRE": func(after time.Duration, condition options.ExpireCondition) (bool, error) {
				return f.PExpireWithOptions(ctx, "key", after, condition)
			},
			"EXPIREAT": func(after time.Duration, condition options.ExpireCondition) (bool, error) {
				return f.ExpireAtWithOptions(ctx, "key", time.Now().Add(after), condition)
			},
			"PEXPIREAT": func(after time.Duration, condition options.ExpireCondition) (bool, error) {
				return f.PExpireAtWithOptions(ctx, "key", time.Now().Add(after), condition)
			},
		} {
			expect(t, "OK")(f.Set(ctx, "key", "value"))
			for _, step := range expirySteps {
				done, err := expire(step.after, step.condition)
				require.NoError(t, err)
				require.Equal(t, step.want, done, "%s %s %s", name, step.after, step.condition)
			}
		}
	})
}

func TestEveryFieldExpiryCommandHasConditions(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		since(t, f, "9.0", "expiry of fields")
		field := []string{"field"}
		for name, expire := range map[string]func(after time.Duration, o options.HExpireOptions) ([]int64, error){
			"HEXPIRE": func(after time.Duration, o options.HExpireOptions) ([]int64, error) {
				return f.HExpire(ctx, "hash", after, field, o)
			},
			"HPEXPIRE": func(after time.Duration, o options.HExpireOptions) ([]int64, error) {
				return f.HPExpire(ctx, "hash", after, field, o)
			},
			"HEXPIREAT": func(after time.Duration, o options.HExpireOptions) ([]int64, error) {
				return f.HExpireAt(ctx, "hash", time.Now().Add(after), field, o)
			},
			"HPEXPIREAT": func(after time.Duration, o options.HExpireOptions) ([]int64, error) {
				return f.HPExpireAt(ctx, "hash", time.Now().Add(after), field, o)
			},
		} {
			_, err := f.HSet(ctx, "hash", []models.FieldValue{{Field: "field", Value: "value"}})
			require.NoError(t, err)
			for _, step := range expirySteps {
				want := []int64{models.FieldConditionNotMet}
				if step.want {
					want = []int64{models.FieldExpiryChanged}
				}
				got, err := expire(step.after, options.HExpireOptions{ExpireCondition: step.condition})
				require.NoError(t, err)
				require.Equal(t, want, got, "%s %s %s", name, step.after, step.condition)
			}
		}
	})
}
