package command_test

import (
	"testing"
	"time"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/options"
)

var (
	aTime      = time.Unix(1700000000, 1)
	oneSecond  = time.Second
	anInteger  = int64(7)
	anyOptions = options.SortOptions{
		ByPattern: "w_*", Limit: &options.Limit{Offset: 1, Count: 2}, GetPatterns: []string{"#", "o_*->f"},
		OrderBy: options.Descending, IsAlpha: true,
	}
)

func restore(o options.RestoreOptions) func(a *command.Args) any {
	return func(a *command.Args) any { return command.RestoreWithOptions(a, "k", 0, "dump", o) }
}

func migrate(o options.MigrateOptions, keys ...string) func(a *command.Args) any {
	return func(a *command.Args) any {
		return command.MigrateWithOptions(a, "host", 6379, keys, 1, time.Second, o)
	}
}

func scan(o options.ScanOptions) func(a *command.Args) any {
	return func(a *command.Args) any { return command.ScanWithOptions(a, "0", o) }
}

func init() {
	wireTests = append(wireTests, []wireTest{
		{func(a *command.Args) any { return command.Unlink(a, []string{"k", "l"}) }, "UNLINK @k @l"},
		{func(a *command.Args) any { return command.Touch(a, []string{"k", "l"}) }, "TOUCH @k @l"},
		{func(a *command.Args) any { return command.Rename(a, "k", "l") }, "RENAME @k @l"},
		{func(a *command.Args) any { return command.RenameNX(a, "k", "l") }, "RENAMENX @k @l"},
		{func(a *command.Args) any { return command.RandomKey(a) }, "RANDOMKEY"},

		{func(a *command.Args) any { return command.ExpireAt(a, "k", time.Unix(1700000000, 0)) }, "EXPIREAT @k 1700000000"},
		{func(a *command.Args) any { return command.ExpireAt(a, "k", aTime) }, "EXPIREAT @k 1700000001"},
		{func(a *command.Args) any {
			return command.ExpireAtWithOptions(a, "k", aTime, options.NewExpiryLessThanCurrent)
		}, "EXPIREAT @k 1700000001 LT"},
		{func(a *command.Args) any { return command.PExpireAt(a, "k", aTime) }, "PEXPIREAT @k 1700000000001"},
		{func(a *command.Args) any { return command.PExpireAt(a, "k", time.UnixMilli(-1)) }, "PEXPIREAT @k -1"},
		{func(a *command.Args) any {
			return command.PExpireAtWithOptions(a, "k", aTime, options.HasExistingExpiry)
		}, "PEXPIREAT @k 1700000000001 XX"},
		{func(a *command.Args) any { return command.ExpireTime(a, "k") }, "EXPIRETIME @k"},
		{func(a *command.Args) any { return command.PExpireTime(a, "k") }, "PEXPIRETIME @k"},
		{func(a *command.Args) any { return command.Persist(a, "k") }, "PERSIST @k"},

		{func(a *command.Args) any { return command.Copy(a, "k", "l") }, "COPY @k @l"},
		{func(a *command.Args) any { return command.CopyWithOptions(a, "k", "l", options.CopyOptions{}) }, "COPY @k @l"},
		{func(a *command.Args) any {
			return command.CopyWithOptions(a, "k", "l", options.CopyOptions{DestinationDB: &anInteger, Replace: true})
		}, "COPY @k @l DB 7 REPLACE"},
		{func(a *command.Args) any { return command.Move(a, "k", 1) }, "MOVE @k 1"},
		{func(a *command.Args) any { return command.Dump(a, "k") }, "DUMP @k"},
		{func(a *command.Args) any { return command.Restore(a, "k", 0, "dump") }, "RESTORE @k 0 dump"},
		{func(a *command.Args) any { return command.Restore(a, "k", time.Microsecond, "dump") }, "RESTORE @k 1 dump"},
		{restore(options.RestoreOptions{}), "RESTORE @k 0 dump"},
		{restore(options.RestoreOptions{Replace: true, ExpireAt: &aTime}), "RESTORE @k 1700000000001 dump REPLACE ABSTTL"},
		{restore(options.RestoreOptions{IdleTime: &oneSecond}), "RESTORE @k 0 dump IDLETIME 1"},
		{restore(options.RestoreOptions{Frequency: &anInteger}), "RESTORE @k 0 dump FREQ 7"},
		{func(a *command.Args) any {
			return command.RestoreWithOptions(a, "k", time.Second, "dump", options.RestoreOptions{Replace: true})
		}, "RESTORE @k 1000 dump REPLACE"},

		{func(a *command.Args) any {
			return command.Migrate(a, "host", 6379, []string{"k"}, 0, time.Second)
		}, "MIGRATE host 6379 @k 0 1000"},
		{migrate(options.MigrateOptions{}, "k"), "MIGRATE host 6379 @k 1 1000"},
		{migrate(options.MigrateOptions{Copy: true, Replace: true, Password: "secret"}, "k"), "MIGRATE host 6379 @k 1 1000 COPY REPLACE AUTH secret"},
		{migrate(options.MigrateOptions{Username: "user", Password: "secret"}, "k", "l"), "MIGRATE host 6379  1 1000 AUTH2 user secret KEYS @k @l"},

		{func(a *command.Args) any { return command.Sort(a, "k") }, "SORT @k"},
		{func(a *command.Args) any { return command.SortWithOptions(a, "k", options.SortOptions{}) }, "SORT @k"},
		{func(a *command.Args) any { return command.SortWithOptions(a, "k", anyOptions) }, "SORT @k BY w_* LIMIT 1 2 GET # GET o_*->f DESC ALPHA"},
		{func(a *command.Args) any {
			return command.SortWithOptions(a, "k", options.SortOptions{OrderBy: options.Ascending})
		}, "SORT @k ASC"},
		{func(a *command.Args) any { return command.SortReadOnly(a, "k") }, "SORT_RO @k"},
		{func(a *command.Args) any {
			return command.SortReadOnlyWithOptions(a, "k", anyOptions)
		}, "SORT_RO @k BY w_* LIMIT 1 2 GET # GET o_*->f DESC ALPHA"},
		{func(a *command.Args) any { return command.SortStore(a, "k", "l") }, "SORT @k STORE @l"},
		{func(a *command.Args) any {
			return command.SortStoreWithOptions(a, "k", "l", options.SortOptions{IsAlpha: true})
		}, "SORT @k ALPHA STORE @l"},

		{func(a *command.Args) any { return command.Keys(a, "user:*") }, "KEYS user:*"},
		{func(a *command.Args) any { return command.Scan(a, "17") }, "SCAN 17"},
		{scan(options.ScanOptions{}), "SCAN 0"},
		{scan(options.ScanOptions{Match: pointer("user:*"), Count: 100, Type: options.ObjectTypeZSet}), "SCAN 0 MATCH user:* COUNT 100 TYPE zset"},

		{func(a *command.Args) any { return command.ObjectEncoding(a, "k") }, "OBJECT ENCODING @k"},
		{func(a *command.Args) any { return command.ObjectFreq(a, "k") }, "OBJECT FREQ @k"},
		{func(a *command.Args) any { return command.ObjectIdleTime(a, "k") }, "OBJECT IDLETIME @k"},
		{func(a *command.Args) any { return command.ObjectRefCount(a, "k") }, "OBJECT REFCOUNT @k"},

		{func(a *command.Args) any { return command.Wait(a, 2, 0) }, "WAIT 2 0"},
		{func(a *command.Args) any { return command.WaitAOF(a, 1, 2, time.Nanosecond) }, "WAITAOF 1 2 1"},
	}...)
}

func TestGenericCommandsRefuseWhatCannotWork(t *testing.T) {
	negative := int64(-1)
	requireRefused(t, []refusal{
		{"UNLINK keys", func(a *command.Args) { command.Unlink(a, nil) }},
		{"TOUCH keys", func(a *command.Args) { command.Touch(a, nil) }},
		{"EXPIREAT expireTime", func(a *command.Args) { command.ExpireAt(a, "k", time.Time{}) }},
		{"PEXPIREAT expireTime", func(a *command.Args) { command.PExpireAtWithOptions(a, "k", time.Time{}, options.HasNoExpiry) }},
		{"ExpireCondition", func(a *command.Args) { command.ExpireAtWithOptions(a, "k", aTime, "") }},
		{"ExpireCondition", func(a *command.Args) { command.PExpireAtWithOptions(a, "k", aTime, "EQ") }},
		{"CopyOptions.DestinationDB", func(a *command.Args) {
			command.CopyWithOptions(a, "k", "l", options.CopyOptions{DestinationDB: &negative})
		}},
		{"RESTORE ttl", func(a *command.Args) { command.Restore(a, "k", -1, "dump") }},
		{"RESTORE ttl", func(a *command.Args) {
			command.RestoreWithOptions(a, "k", 1, "dump", options.RestoreOptions{ExpireAt: &aTime})
		}},
		{"RestoreOptions.Frequency", func(a *command.Args) { restore(options.RestoreOptions{Frequency: &negative})(a) }},
		{"MIGRATE keys", func(a *command.Args) { migrate(options.MigrateOptions{})(a) }},
		{"OrderBy", func(a *command.Args) { command.SortWithOptions(a, "k", options.SortOptions{OrderBy: "UP"}) }},
		{"SCAN cursor", func(a *command.Args) { command.Scan(a, "") }},
		{"ScanOptions.Count", func(a *command.Args) { scan(options.ScanOptions{Count: -1})(a) }},
		{"WAIT timeout", func(a *command.Args) { command.Wait(a, 1, -1) }},
		{"WAITAOF timeout", func(a *command.Args) { command.WaitAOF(a, 1, 1, -1) }},
	})
}
