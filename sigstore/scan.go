package sigstore

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/policy"
)

// scan checks JSON before any decoder sees it and returns the values at its top
// level, of which JSON lines have several. It works without recursion and
// refuses what decoders disagree about: repeated keys, deep nesting, text after
// a value that is no JSON.
func scan(data []byte) ([]json.RawMessage, *problem) {
	if !utf8.Valid(data) {
		return nil, unusable(policy.ReasonMalformedEvidence, "the JSON is not UTF-8")
	}
	s := scanner{dec: json.NewDecoder(bytes.NewReader(data))}
	s.dec.UseNumber()
	var values []json.RawMessage
	for {
		start := s.dec.InputOffset()
		p, more := s.value()
		if p != nil {
			return nil, p
		}
		if !more {
			return values, nil
		}
		values = append(values, bytes.TrimSpace(data[start:s.dec.InputOffset()]))
		if len(values) > limits.Attestations {
			return nil, unusable(policy.ReasonLimitExceeded, "more than %d JSON values", limits.Attestations)
		}
	}
}

// scanner walks one JSON value after the other, token by token.
type scanner struct {
	dec   *json.Decoder
	stack []level
}

// level is one open object or array.
type level struct {
	object bool
	key    bool // an object's next token is a key
	seen   map[string]struct{}
}

// value reads one value at the top level; false at the end of the text.
func (s *scanner) value() (*problem, bool) {
	for first := true; ; first = false {
		tok, err := s.dec.Token()
		if errors.Is(err, io.EOF) && first {
			return nil, false
		}
		if err != nil {
			return unusable(policy.ReasonMalformedEvidence, "not complete JSON: %v", eofText(err)), false
		}
		if p := s.token(tok); p != nil {
			return p, false
		}
		if len(s.stack) == 0 {
			return nil, true
		}
	}
}

func eofText(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("it ends too early")
	}
	return err
}

func (s *scanner) token(tok json.Token) *problem {
	if d, ok := tok.(json.Delim); ok {
		return s.delim(d)
	}
	if top := s.top(); top != nil && top.object && top.key {
		return top.name(tok)
	}
	s.valueDone()
	return nil
}

func (s *scanner) delim(d json.Delim) *problem {
	if d == '}' || d == ']' {
		s.stack = s.stack[:len(s.stack)-1]
		s.valueDone()
		return nil
	}
	if len(s.stack) >= limits.JSONDepth {
		return unusable(policy.ReasonLimitExceeded, "JSON nested deeper than %d levels", limits.JSONDepth)
	}
	s.stack = append(s.stack, level{object: d == '{', key: d == '{'})
	return nil
}

func (s *scanner) top() *level {
	if len(s.stack) == 0 {
		return nil
	}
	return &s.stack[len(s.stack)-1]
}

// valueDone makes the enclosing object expect a key again.
func (s *scanner) valueDone() {
	if top := s.top(); top != nil && top.object {
		top.key = true
	}
}

// name records an object's key.
func (l *level) name(tok json.Token) *problem {
	key, ok := tok.(string)
	if !ok {
		return unusable(policy.ReasonMalformedEvidence, "a JSON object's key is not text")
	}
	if _, dup := l.seen[key]; dup {
		return unusable(policy.ReasonMalformedEvidence, "the JSON key %s is repeated", safetext.Quoted(key))
	}
	if len(l.seen) >= limits.JSONMembers {
		return unusable(policy.ReasonLimitExceeded, "a JSON object with more than %d keys", limits.JSONMembers)
	}
	if l.seen == nil {
		l.seen = make(map[string]struct{})
	}
	l.seen[key] = struct{}{}
	l.key = false
	return nil
}

// object are the members of a JSON object under their exact names.
// encoding/json matches struct fields in any case, which other readers do not.
type object map[string]json.RawMessage

// asObject decodes a scanned value; nil if it is no object.
func asObject(raw json.RawMessage) object {
	if len(raw) == 0 || raw[0] != '{' {
		return nil
	}
	var o object
	if json.Unmarshal(raw, &o) != nil {
		return nil
	}
	return o
}

// asArray decodes a scanned value; false if it is no array.
func asArray(raw json.RawMessage) ([]json.RawMessage, bool) {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 || raw[0] != '[' {
		return nil, false
	}
	var a []json.RawMessage
	if json.Unmarshal(raw, &a) != nil {
		return nil, false
	}
	return a, true
}

func (o object) has(keys ...string) bool {
	return !slices.ContainsFunc(keys, func(k string) bool { _, ok := o[k]; return !ok })
}

// misspelt returns a key that is one of these names but for its case: readers
// that fold case, as encoding/json does, would take it for the member. Of several
// it is the first in order, so that reports do not change from run to run.
func (o object) misspelt(names ...string) string {
	for _, key := range slices.Sorted(maps.Keys(o)) {
		for _, n := range names {
			if key != n && strings.EqualFold(key, n) {
				return key
			}
		}
	}
	return ""
}

// text returns a member that is a JSON string, else "".
func (o object) text(key string) string {
	var s string
	if json.Unmarshal(o[key], &s) != nil {
		return ""
	}
	return s
}

// allText reports whether these members are JSON strings, or null or absent.
func (o object) allText(keys ...string) bool {
	return !slices.ContainsFunc(keys, func(k string) bool {
		var s *string
		return o.has(k) && json.Unmarshal(o[k], &s) != nil
	})
}

// object returns a member that is a JSON object, else nil.
func (o object) object(key string) object { return asObject(bytes.TrimSpace(o[key])) }

// array returns a member that is a JSON array, else nil.
func (o object) array(key string) []json.RawMessage {
	a, _ := asArray(o[key])
	return a
}

// isNull reports whether a member is absent or null.
func (o object) isNull(key string) bool {
	raw, ok := o[key]
	return !ok || bytes.Equal(bytes.TrimSpace(raw), []byte("null"))
}
