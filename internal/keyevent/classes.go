package keyevent

import (
	"slices"
	"strings"
)

// Setting is the name of the server's setting of what it notifies of. Its value is a
// letter for each kind of notification and for each class of events.
const Setting = "notify-keyspace-events"

const (
	allClasses = "g$lshztxed" // that the letter A stands for
	newClass   = 'n'
	letters    = "KE" + allClasses + "mn" // all but A, in the order in which they are told
)

// classes are the events by their class.
var classes = [...]struct {
	letter byte
	events string
}{
	{'g', "del rename_from rename_to move_from move_to copy_to restore expire persist"},
	{'$', "set setrange setbit append incrby incrbyfloat pfadd"},
	{'l', "lpush rpush lpop rpop linsert lset lrem ltrim sortstore"},
	{'s', "sadd srem spop sinterstore sunionstore sdiffstore"},
	{'h', "hset hdel hincrby hincrbyfloat hexpire hexpired hpersist"},
	{'z', "zadd zincr zrem zremrangebyrank zremrangebyscore zremrangebylex zpopmin zpopmax zunionstore zinterstore zdiffstore zrangestore geosearchstore georadiusstore"},
	{'t', "xadd xdel xtrim xsetid xgroup-create xgroup-destroy xgroup-setid xgroup-createconsumer xgroup-delconsumer"},
	{'x', "expired"},
	{'e', "evicted"},
	{'m', "keymiss"},
	{newClass, "new"},
}

// classOf returns the class of an event, or 0 if it is not known, as a module's or one of
// a newer server.
func classOf(event string) byte {
	for _, class := range classes {
		if slices.Contains(strings.Fields(class.events), event) {
			return class.letter
		}
	}
	return 0
}

// Missing returns the letters that a value of the setting lacks for a selection, or
// nothing. Where it is not known what an event takes, any class will do.
func (s *Selection) Missing(value string) string {
	missing := ""
	need := func(letter byte) {
		if !has(value, letter) {
			missing += string(letter)
		}
	}
	if s.byKey {
		need('K')
	} else {
		need('E')
	}
	anyClass := len(s.events) == 0
	for _, event := range s.events {
		if class := classOf(event); class != 0 {
			need(class)
		} else {
			anyClass = true
		}
	}
	if anyClass && strings.Trim(value, "KE") == "" {
		missing += "A"
	}
	return Union(missing)
}

// has reports whether a value of the setting has a letter. Servers do not show n beside A,
// so that there it may be set.
func has(value string, letter byte) bool {
	if strings.IndexByte(value, letter) >= 0 {
		return true
	}
	return strings.IndexByte(value, 'A') >= 0 && (letter == newClass || strings.IndexByte(allClasses, letter) >= 0)
}

// Union returns the value of the setting that has all letters of others.
func Union(values ...string) string {
	all := strings.Join(values, "")
	hasAll := strings.IndexByte(all, 'A') >= 0
	union := ""
	if hasAll {
		union = "A"
	}
	for _, letter := range []byte(letters) {
		isImplied := hasAll && strings.IndexByte(allClasses, letter) >= 0
		if strings.IndexByte(all, letter) >= 0 && !isImplied {
			union += string(letter)
		}
	}
	return union
}
