package cluster

import (
	"bytes"

	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/internal/slot"
)

// fewItems is how many items need no memory of their own to be sorted out.
const fewItems = 128

// splitPlan is what has to be known of a command before its parts can be written into
// one buffer.
type splitPlan struct {
	rule               splitRule
	encoded            []byte
	nameStart, nameEnd int
	items              []splitItem
	parts              []partPlan
}

// splitScratch is the memory of a plan for a few items, for the stack.
type splitScratch struct {
	items [fewItems]splitItem
	parts [fewItems]partPlan
	table [2 * fewItems]int16
}

// splitItem is a key with the arguments that belong to it.
type splitItem struct {
	end  int // of its arguments; they begin where those before it end
	part int16
}

type partPlan struct {
	slot  uint16
	items int
	size  int // of its items, encoded
}

// planSplit finds the items and their parts. room is used if it is large enough.
func planSplit(rule splitRule, encoded []byte, count int, scratch *splitScratch) splitPlan {
	items, parts := scratch.items[:0], scratch.parts[:0]
	table := scratch.table[:] // of parts by their slots, counted from 1; 0 is nobody's
	if count > fewItems {
		size := len(table)
		for size < 2*min(count, slot.Count) {
			size *= 2
		}
		items, table = make([]splitItem, 0, count), make([]int16, size)
	}
	nameStart := bytes.IndexByte(encoded, '\n') + 1
	_, nameEnd := argumentAt(encoded, nameStart)
	start := nameEnd
	for range count {
		key, end := argumentAt(encoded, start)
		for range rule.item - 1 {
			_, end = argumentAt(encoded, end)
		}
		number := slot.Of(key)
		at := int(number) & (len(table) - 1)
		for table[at] != 0 && parts[table[at]-1].slot != number {
			at = (at + 1) & (len(table) - 1)
		}
		if table[at] == 0 {
			parts = append(parts, partPlan{slot: number})
			table[at] = int16(len(parts))
		}
		part := &parts[table[at]-1]
		part.items++
		part.size += end - start
		items = append(items, splitItem{end: end, part: table[at] - 1})
		start = end
	}
	return splitPlan{rule, encoded, nameStart, nameEnd, items, parts}
}

// argumentsIn returns how many arguments a command has, the words of its name included.
func argumentsIn(encoded []byte) (count int) {
	for at := len("*"); at < len(encoded) && encoded[at] != '\r'; at++ {
		count = count*10 + int(encoded[at]-'0')
	}
	return count
}

// argumentAt returns the argument whose header is at a place, and where the next
// begins. The bytes are the command's own encoding, in which there is nothing to check.
func argumentAt(encoded []byte, at int) (text []byte, next int) {
	length := 0
	for at++; encoded[at] != '\r'; at++ {
		length = length*10 + int(encoded[at]-'0')
	}
	at += len("\r\n")
	return encoded[at : at+length], at + length + len("\r\n")
}

const headerSize = len("*2147483647\r\n")

// encode writes the parts after each other into one buffer, each in room that it
// cannot grow out of.
func (p splitPlan) encode() []part {
	name, tail := p.encoded[p.nameStart:p.nameEnd], p.encoded[p.items[len(p.items)-1].end:]
	around := headerSize + len(name) + len(tail)
	total := 0
	for i := range p.parts {
		total += around + p.parts[i].size
	}
	buffer, places := make([]byte, total), make([]int, len(p.items))
	parts := make([]part, len(p.parts))
	for i, plan := range p.parts {
		size := around + plan.size
		request := resp.AppendArrayHeader(buffer[:0:size], 1+plan.items*p.rule.item+p.rule.tail)
		parts[i] = part{slot: plan.slot, request: append(request, name...), keys: places[:0:plan.items]}
		buffer, places = buffer[size:], places[plan.items:]
	}
	start := p.nameEnd
	for i, item := range p.items {
		target := &parts[item.part]
		target.request = append(target.request, p.encoded[start:item.end]...)
		target.keys = append(target.keys, i)
		start = item.end
	}
	if len(tail) > 0 {
		for i := range parts {
			parts[i].request = append(parts[i].request, tail...)
		}
	}
	return parts
}
