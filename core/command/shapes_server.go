package command

import (
	"strconv"
	"time"

	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
)

// The replies about the server itself, which have the shapes of records and tuples.
var (
	role       = replyOf(ShapeTuple, decodeRole)
	slowLog    = replyOf(ShapeTuples, decodeSlowLog)
	commandLog = replyOf(ShapeTuples, decodeCommandLog)
	modules    = replyOf(ShapeRecords, decodeModules)
)

func decodeRole(frame []byte) (models.RoleResponse, error) {
	return decodeTuple(frame, (*decoder).role)
}

func decodeSlowLog(frame []byte) ([]models.SlowLogEntry, error) {
	return decodeTuples(frame, (*decoder).slowLogEntry)
}

func decodeCommandLog(frame []byte) ([]models.CommandLogEntry, error) {
	return decodeTuples(frame, (*decoder).commandLogEntry)
}

func decodeModules(frame []byte) ([]models.ModuleInfo, error) {
	return decodeRecords(frame, (*decoder).module)
}

// role decodes a tuple that begins with the role; what follows depends on it.
func (d *decoder) role(token resp.Token) (role models.RoleResponse, err error) {
	if token.Null || token.Type != resp.TypeArray || token.Len == 0 {
		return role, d.mismatch(token)
	}
	name, err := d.nextText()
	if err != nil {
		return role, err
	}
	role.Role = models.ReplicationRole(name)
	token.Len--
	switch role.Role {
	case models.RolePrimary:
		err = d.places(token, 2, d.integerPlace(&role.ReplicationOffset), func() error {
			_, err := listField(d, &role.Replicas, (*decoder).connectedReplica)
			return err
		})
	case models.RoleReplica:
		err = d.places(token, 4, d.textPlace(&role.PrimaryHost), d.integerPlace(&role.PrimaryPort),
			d.textPlace(&role.LinkState), d.integerPlace(&role.ReplicationOffset))
	case models.RoleSentinel:
		err = d.places(token, 1, func() error { _, err := d.textsField(&role.PrimaryNames); return err })
	default:
		err = d.places(token, 0)
	}
	return role, err
}

func (d *decoder) connectedReplica(token resp.Token) (replica models.ConnectedReplica, err error) {
	err = d.places(token, 3, d.textPlace(&replica.Host), d.integerPlace(&replica.Port), d.integerPlace(&replica.ReplicationOffset))
	return replica, err
}

func (d *decoder) slowLogEntry(token resp.Token) (models.SlowLogEntry, error) {
	entry, err := d.commandLogEntry(token)
	return models.SlowLogEntry{
		ID: entry.ID, Time: entry.Time, Duration: time.Duration(entry.Amount) * time.Microsecond,
		Arguments: entry.Arguments, ClientAddress: entry.ClientAddress, ClientName: entry.ClientName,
	}, err
}

func (d *decoder) commandLogEntry(token resp.Token) (entry models.CommandLogEntry, err error) {
	err = d.places(token, 4, d.integerPlace(&entry.ID), d.secondsPlace(&entry.Time), d.integerPlace(&entry.Amount),
		func() error { _, err := d.textsField(&entry.Arguments); return err },
		d.textPlace(&entry.ClientAddress), d.textPlace(&entry.ClientName))
	return entry, err
}

func (d *decoder) module(token resp.Token) (module models.ModuleInfo, err error) {
	module.Extra, err = d.record(token, func(name string) (bool, error) {
		switch name {
		case "name":
			return d.textField(&module.Name)
		case "ver":
			return d.integerField(&module.Version)
		case "path":
			return d.textField(&module.Path)
		case "args":
			return d.textsField(&module.Args)
		default:
			return false, nil
		}
	})
	return module, err
}

// secondsField reads a point in time, given in seconds since 1970.
func (d *decoder) secondsField(into *time.Time) (bool, error) {
	n, err := d.nextInteger()
	*into = time.Unix(n, 0)
	return true, err
}

func (d *decoder) secondsPlace(into *time.Time) func() error {
	return func() error { _, err := d.secondsField(into); return err }
}

// number returns the decimal digits at the end of a name behind prefix, and whether
// the name is made so.
func number(name, prefix string) (n int64, ok bool) {
	if len(name) <= len(prefix) || name[:len(prefix)] != prefix {
		return 0, false
	}
	n, err := strconv.ParseInt(name[len(prefix):], 10, 64)
	return n, err == nil && n >= 0
}
