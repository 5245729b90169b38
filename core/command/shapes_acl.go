package command

import (
	"strings"
	"time"

	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
)

// The replies of ACL, which have the shapes nullableRecord and records.
var (
	aclUser       = replyOf(ShapeNullableRecord, decodeACLUser)
	aclLogEntries = replyOf(ShapeRecords, decodeACLLogEntries)
)

func decodeACLUser(frame []byte) (models.Result[models.ACLUser], error) {
	return decodeNullableRecord(frame, (*decoder).aclUser)
}

func decodeACLLogEntries(frame []byte) ([]models.ACLLogEntry, error) {
	return decodeRecords(frame, (*decoder).aclLogEntry)
}

func (d *decoder) aclUser(token resp.Token) (user models.ACLUser, err error) {
	user.Extra, err = d.record(token, func(name string) (bool, error) {
		switch name {
		case "flags":
			return d.textsField(&user.Flags)
		case "passwords":
			return d.textsField(&user.Passwords)
		case "selectors":
			return listField(d, &user.Selectors, (*decoder).aclPermissions)
		default:
			return d.permissionField(&user.Permissions, name)
		}
	})
	return user, err
}

func (d *decoder) aclPermissions(token resp.Token) (permissions models.ACLPermissions, err error) {
	permissions.Extra, err = d.record(token, func(name string) (bool, error) {
		return d.permissionField(&permissions, name)
	})
	return permissions, err
}

func (d *decoder) permissionField(permissions *models.ACLPermissions, name string) (bool, error) {
	switch name {
	case "commands":
		return d.textField(&permissions.Commands)
	case "keys":
		return d.rulesField("~", &permissions.Keys)
	case "channels":
		return d.rulesField("&", &permissions.Channels)
	case "databases":
		return d.textField(&permissions.Databases)
	default:
		return false, nil
	}
}

// rulesField reads rules as text. Servers before 7.0 send an array of bare patterns,
// each of which becomes a rule with its sign.
func (d *decoder) rulesField(sign string, into *string) (bool, error) {
	token, err := d.next()
	if err != nil {
		return true, err
	}
	if token.Null || isText(token.Type) {
		*into, err = d.text(token)
		return true, err
	}
	patterns, err := listOf(d, token, (*decoder).text)
	for i := range patterns {
		patterns[i] = sign + patterns[i]
	}
	*into = strings.Join(patterns, " ")
	return true, err
}

func (d *decoder) aclLogEntry(token resp.Token) (entry models.ACLLogEntry, err error) {
	entry.Extra, err = d.record(token, func(name string) (bool, error) {
		switch name {
		case "count":
			return d.integerField(&entry.Count)
		case "reason":
			return d.textField(&entry.Reason)
		case "context":
			return d.textField(&entry.Context)
		case "object":
			return d.textField(&entry.Object)
		case "username":
			return d.textField(&entry.Username)
		case "age-seconds":
			seconds, err := d.nextDouble()
			entry.Age = time.Duration(seconds * float64(time.Second)).Round(time.Millisecond)
			return true, err
		case "client-info":
			return true, d.aclLogClient(&entry.Client)
		case "entry-id":
			return d.integerField(&entry.EntryID)
		case "timestamp-created":
			return d.timeField(&entry.Created)
		case "timestamp-last-updated":
			return d.timeField(&entry.LastUpdated)
		default:
			return false, nil
		}
	})
	return entry, err
}

func (d *decoder) aclLogClient(into *models.ClientInfo) error {
	line, err := d.nextText()
	if err != nil {
		return err
	}
	fields, err := d.textFields(line)
	if err != nil {
		return err
	}
	*into, err = d.clientInfo(fields)
	return err
}
