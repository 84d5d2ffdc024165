package safetext

import "strings"

// Problems returns an error as lines, each made safe by [Line]. An error is of
// several lines where it joins several errors, as [errors.Join] does, and nowhere
// else: a line feed in its text may be an attacker's, and a line of its own would
// be taken for the program's word.
//
// What an error that wraps such a list says in front of it stands on the first line.
func Problems(err error) []string {
	lines := split(err)
	for i, line := range lines {
		lines[i] = Line(line)
	}
	return lines
}

func split(err error) []string {
	text := err.Error()
	switch e := err.(type) {
	case interface{ Unwrap() []error }:
		var parts, lines []string
		for _, part := range e.Unwrap() {
			parts = append(parts, part.Error())
			lines = append(lines, split(part)...)
		}
		// Others wrap several errors without listing them: fmt.Errorf does.
		if len(parts) > 0 && text == strings.Join(parts, "\n") {
			return lines
		}
	case interface{ Unwrap() error }:
		inner := e.Unwrap()
		if inner == nil {
			break
		}
		if front, ok := strings.CutSuffix(text, inner.Error()); ok {
			lines := split(inner)
			lines[0] = front + lines[0]
			return lines
		}
	}
	return []string{text}
}
