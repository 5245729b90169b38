package main

import (
	"strings"
	"unicode"

	"github.com/glissade-io/glissade/internal/generate/model"
)

// nodeNames are the methods that GLIDE for Node calls otherwise than our rule would.
// A variant WithOptions that stands here is a method of its own.
var nodeNames = map[string]string{
	"BitFieldRO": "bitfieldReadOnly", "DecrBy": "decrBy", "ExpireAt": "expireAt", "FCallReadOnly": "fcallReadonly",
	"HIncrBy": "hincrBy", "HIncrByFloat": "hincrByFloat", "HRandFieldWithCount": "hrandfieldCount",
	"HRandFieldWithCountWithValues": "hrandfieldWithValues", "IncrBy": "incrBy", "IncrByFloat": "incrByFloat",
	"LCSWithOptions": "lcsIdx", "ObjectIdleTime": "objectIdletime", "ObjectRefCount": "objectRefcount", "PExpireAt": "pexpireAt",
	"RandomKey": "randomKey", "XPendingWithOptions": "xpendingWithOptions", "ZRangeStore": "zrangeStore",
	"ZRemRangeByLex": "zremRangeByLex", "ZRemRangeByRank": "zremRangeByRank", "ZRemRangeByScore": "zremRangeByScore",
}

// variantsOf names the commands that are called with more arguments than another and
// not for options: in JavaScript they are that other one with more arguments.
var variantsOf = map[string]string{
	"AclCatWithCategory": "AclCat", "AclGenPassWithBits": "AclGenPass", "AclLogWithCount": "AclLog",
	"ClientPauseWithMode": "ClientPause", "ClientUnblockWithMode": "ClientUnblock", "FCallReadOnlyWithKeysAndArgs": "FCallReadOnly",
	"FCallWithKeysAndArgs": "FCall", "FunctionRestoreWithPolicy": "FunctionRestore", "GeoDistWithUnit": "GeoDist",
	"GeoSearchWithResultOptions": "GeoSearch", "LMPopCount": "LMPop", "MemoryUsageWithSamples": "MemoryUsage",
	"PubSubChannelsWithPattern": "PubSubChannels", "PubSubShardChannelsWithPattern": "PubSubShardChannels",
	"ScriptFlushWithMode": "ScriptFlush", "SInterCardLimit": "SInterCard", "SlowLogGetWithCount": "SlowLogGet",
}

// baseName returns the name of the command that the one of that name is a variant of,
// or "".
func baseName(name string) string {
	if base, ok := strings.CutSuffix(name, "WithOptions"); ok && nodeNames[name] == "" {
		return base
	}
	return variantsOf[name]
}

// fieldNames are the fields that GLIDE for Node calls differently.
var fieldNames = map[string]string{"models.MemberAndScore.Member": "element"}

// methodName returns the name that GLIDE for Node gives a command: the first word of
// its name on the wire in lower case, and the rest in camel case, as in "hgetall",
// "zrangeWithScores", "xgroupCreate", "configGet".
func methodName(c model.Command) string {
	if name, ok := nodeNames[c.Name]; ok {
		return name
	}
	first, _, _ := strings.Cut(strings.TrimSuffix(c.Wire, "_RO"), " ")
	if first != "" && len(c.Name) >= len(first) && strings.EqualFold(c.Name[:len(first)], first) {
		return strings.ToLower(first) + strings.TrimPrefix(camel("x"+c.Name[len(first):]), "x")
	}
	return camel(c.Name)
}

// camel turns a Go name into a JavaScript one: "MinID" into "minId".
func camel(name string) string {
	runes := []rune(strings.ReplaceAll(name, "IDs", "Ids"))
	for i, r := range runes {
		startsWord := i > 0 && (!unicode.IsUpper(rune(name[i-1])) || i+1 < len(runes) && unicode.IsLower(runes[i+1]))
		if unicode.IsUpper(r) && !startsWord {
			runes[i] = unicode.ToLower(r)
		}
	}
	return string(runes)
}

func fieldName(s *model.Struct, f model.Field) string {
	if name, ok := fieldNames[s.Package+"."+s.Name+"."+f.Name]; ok {
		return name
	}
	return camel(f.Name)
}

// parameterName returns a parameter's name in JavaScript.
func parameterName(p model.Parameter) string {
	if p.Name == "opts" {
		return "options"
	}
	return camel(p.Name)
}
