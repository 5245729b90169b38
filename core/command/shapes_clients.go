package command

import (
	"time"

	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
)

// The replies of CLIENT that describe connections.
var (
	clientInfo         = replyOf(ShapeTextRecord, decodeClientInfo)
	clientInfos        = replyOf(ShapeTextRecords, decodeClientInfos)
	clientTrackingInfo = replyOf(ShapeRecord, decodeClientTrackingInfo)
)

func decodeClientInfo(frame []byte) (models.ClientInfo, error) {
	return decodeTextRecord(frame, (*decoder).clientInfo)
}

func decodeClientInfos(frame []byte) ([]models.ClientInfo, error) {
	return decodeTextRecords(frame, (*decoder).clientInfo)
}

func decodeClientTrackingInfo(frame []byte) (models.ClientTrackingInfo, error) {
	return decodeRecord(frame, (*decoder).clientTrackingInfo)
}

func (d *decoder) clientInfo(fields []models.FieldValue) (info models.ClientInfo, err error) {
	for _, field := range fields {
		if text := clientText(&info, field.Field); text != nil {
			*text = field.Value
			continue
		}
		if number := clientNumber(&info, field.Field); number != nil {
			if *number, err = d.textInteger(field); err != nil {
				return info, err
			}
			continue
		}
		switch field.Field {
		case "age", "idle":
			seconds, err := d.textInteger(field)
			if err != nil {
				return info, err
			}
			duration := &info.Age
			if field.Field == "idle" {
				duration = &info.Idle
			}
			*duration = time.Duration(seconds) * time.Second
		default:
			info.Extra = append(info.Extra, models.MapEntry{Key: field.Field, Value: field.Value})
		}
	}
	return info, nil
}

// clientText returns the place of a field that is text, or nil.
func clientText(info *models.ClientInfo, name string) *string {
	switch name {
	case "addr":
		return &info.Address
	case "laddr":
		return &info.LocalAddress
	case "name":
		return &info.Name
	case "flags":
		return &info.Flags
	case "capa":
		return &info.Capabilities
	case "events":
		return &info.Events
	case "cmd":
		return &info.LastCommand
	case "user":
		return &info.User
	case "lib-name":
		return &info.LibraryName
	case "lib-ver":
		return &info.LibraryVersion
	default:
		return nil
	}
}

// clientNumber returns the place of a field that is a number, or nil.
func clientNumber(info *models.ClientInfo, name string) *int64 {
	switch name {
	case "id":
		return &info.ID
	case "fd":
		return &info.FileDescriptor
	case "db":
		return &info.Database
	case "sub":
		return &info.Subscriptions
	case "psub":
		return &info.PatternSubscriptions
	case "ssub":
		return &info.ShardSubscriptions
	case "multi":
		return &info.MultiCommands
	case "watch":
		return &info.WatchedKeys
	case "qbuf":
		return &info.QueryBuffer
	case "qbuf-free":
		return &info.QueryBufferFree
	case "argv-mem":
		return &info.ArgumentsMemory
	case "multi-mem":
		return &info.MultiMemory
	case "rbs":
		return &info.ReplyBuffer
	case "rbp":
		return &info.ReplyBufferPeak
	case "obl":
		return &info.OutputBuffer
	case "oll":
		return &info.OutputList
	case "omem":
		return &info.OutputListMemory
	case "tot-mem":
		return &info.TotalMemory
	case "redir":
		return &info.Redirect
	case "resp":
		return &info.Protocol
	case "tot-net-in":
		return &info.NetworkInput
	case "tot-net-out":
		return &info.NetworkOutput
	case "tot-cmds":
		return &info.Commands
	default:
		return nil
	}
}

func (d *decoder) clientTrackingInfo(token resp.Token) (info models.ClientTrackingInfo, err error) {
	info.Extra, err = d.record(token, func(name string) (bool, error) {
		switch name {
		case "flags":
			return d.textsField(&info.Flags)
		case "redirect":
			return d.integerField(&info.Redirect)
		case "prefixes":
			return d.textsField(&info.Prefixes)
		default:
			return false, nil
		}
	})
	return info, err
}
