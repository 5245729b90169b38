package command

import (
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
)

// The replies of COMMAND.
var (
	commandInfos         = replyOf(ShapeAny, decodeCommandInfos)
	commandDocumentation = replyOf(ShapeRecord, decodeCommandDocumentation)
	keysAndFlags         = replyOf(ShapeTuples, decodeKeysAndFlags)
)

func decodeCommandInfos(frame []byte) ([]models.Result[models.CommandInfo], error) {
	return decodeTree(frame, (*decoder).commandInfos)
}

func decodeCommandDocumentation(frame []byte) ([]models.CommandDocumentation, error) {
	return decodeRecord(frame, (*decoder).commandDocumentations)
}

func decodeKeysAndFlags(frame []byte) ([]models.KeyAndFlags, error) {
	return decodeTuples(frame, (*decoder).keyAndFlags)
}

// leastOfCommandInfo is how many values servers before 6.0 tell of a command.
const leastOfCommandInfo = 6

func (d *decoder) commandInfos(token resp.Token) ([]models.Result[models.CommandInfo], error) {
	return listOf(d, token, func(d *decoder, token resp.Token) (models.Result[models.CommandInfo], error) {
		if token.Null {
			return models.Nil[models.CommandInfo](), nil
		}
		info, err := d.commandInfo(token)
		return models.Present(info), err
	})
}

func (d *decoder) commandInfo(token resp.Token) (info models.CommandInfo, err error) {
	err = d.places(token, leastOfCommandInfo,
		d.textPlace(&info.Name), d.integerPlace(&info.Arity), d.textsPlace(&info.Flags),
		d.integerPlace(&info.FirstKey), d.integerPlace(&info.LastKey), d.integerPlace(&info.KeyStep),
		d.textsPlace(&info.Categories), d.textsPlace(&info.Tips),
		func() error { _, err := listField(d, &info.KeySpecifications, (*decoder).keySpecification); return err },
		func() error { _, err := listField(d, &info.Subcommands, (*decoder).commandInfo); return err },
	)
	return info, err
}

func (d *decoder) keySpecification(token resp.Token) (specification models.KeySpecification, err error) {
	specification.Extra, err = d.record(token, func(name string) (bool, error) {
		switch name {
		case "notes":
			return d.textField(&specification.Notes)
		case "flags":
			return d.textsField(&specification.Flags)
		case "begin_search":
			return true, d.keySearch(&specification.BeginSearch)
		case "find_keys":
			return true, d.keySearch(&specification.FindKeys)
		default:
			return false, nil
		}
	})
	return specification, err
}

func (d *decoder) keySearch(into *models.KeySearch) error {
	token, err := d.next()
	if err != nil {
		return err
	}
	into.Extra, err = d.record(token, func(name string) (bool, error) {
		switch name {
		case "type":
			return d.textField(&into.Type)
		case "spec":
			token, err := d.next()
			if err != nil {
				return true, err
			}
			into.Spec, err = anyRecord(d, token)
			return true, err
		default:
			return false, nil
		}
	})
	return err
}

func (d *decoder) keyAndFlags(token resp.Token) (key models.KeyAndFlags, err error) {
	err = d.places(token, 2, d.textPlace(&key.Key), d.textsPlace(&key.Flags))
	return key, err
}

// commandDocumentations decodes a record of commands by name.
func (d *decoder) commandDocumentations(token resp.Token) ([]models.CommandDocumentation, error) {
	list := []models.CommandDocumentation{}
	_, err := d.record(token, func(name string) (bool, error) {
		token, err := d.next()
		if err != nil {
			return true, err
		}
		documentation, err := d.commandDocumentation(token)
		documentation.Name = name
		list = append(list, documentation)
		return true, err
	})
	return list, err
}

func (d *decoder) commandDocumentation(token resp.Token) (documentation models.CommandDocumentation, err error) {
	documentation.Extra, err = d.record(token, func(name string) (bool, error) {
		switch name {
		case "summary":
			return d.textField(&documentation.Summary)
		case "since":
			return d.textField(&documentation.Since)
		case "group":
			return d.textField(&documentation.Group)
		case "complexity":
			return d.textField(&documentation.Complexity)
		case "module":
			return d.textField(&documentation.Module)
		case "doc_flags":
			return d.textsField(&documentation.DocFlags)
		case "deprecated_since":
			return d.textField(&documentation.DeprecatedSince)
		case "replaced_by":
			return d.textField(&documentation.ReplacedBy)
		case "history":
			return listField(d, &documentation.History, (*decoder).commandChange)
		case "arguments":
			return listField(d, &documentation.Arguments, (*decoder).commandArgument)
		case "subcommands":
			token, err := d.next()
			if err != nil {
				return true, err
			}
			documentation.Subcommands, err = d.commandDocumentations(token)
			return true, err
		default:
			return false, nil
		}
	})
	return documentation, err
}

func (d *decoder) commandChange(token resp.Token) (change models.CommandChange, err error) {
	err = d.places(token, 2, d.textPlace(&change.Version), d.textPlace(&change.Change))
	return change, err
}

func (d *decoder) commandArgument(token resp.Token) (argument models.CommandArgument, err error) {
	argument.Extra, err = d.record(token, func(name string) (bool, error) {
		switch name {
		case "name":
			return d.textField(&argument.Name)
		case "type":
			return d.textField(&argument.Type)
		case "display_text":
			return d.textField(&argument.DisplayText)
		case "token":
			return d.textField(&argument.Token)
		case "key_spec_index":
			return d.nullableIntegerField(&argument.KeySpecification)
		case "summary":
			return d.textField(&argument.Summary)
		case "since":
			return d.textField(&argument.Since)
		case "deprecated_since":
			return d.textField(&argument.DeprecatedSince)
		case "flags":
			return d.textsField(&argument.Flags)
		case "arguments":
			return listField(d, &argument.Arguments, (*decoder).commandArgument)
		default:
			return false, nil
		}
	})
	return argument, err
}
