package models

// What HEXPIRE, HPEXPIRE, HEXPIREAT, HPEXPIREAT and HPERSIST reply for one field, and
// what HTTL and related commands reply instead of a time.
// See https://valkey.io/commands/hexpire/ and https://valkey.io/commands/httl/
const (
	// FieldNotFound says that the field or the key does not exist.
	FieldNotFound int64 = -2
	// FieldHasNoExpiry says that the field exists and does not expire. HPERSIST and
	// HTTL and related commands reply it.
	FieldHasNoExpiry int64 = -1
	// FieldConditionNotMet says that the field stays as it was, because the
	// condition for changing its expiry did not hold.
	FieldConditionNotMet int64 = 0
	// FieldExpiryChanged says that the field has a new expiry or, after HPERSIST, none any more.
	FieldExpiryChanged int64 = 1
	// FieldDeleted says that the field was deleted, since the new expiry is not in the future.
	FieldDeleted int64 = 2
)
