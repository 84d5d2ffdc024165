package safetext

import "unicode"

// Visible reports whether r shows as something of its own on a terminal, in its
// place. That leaves out controls (C0, C1, DEL), format characters (bidirectional
// controls, zero-width characters, the tags block), line and paragraph
// separators, all spaces but the plain one, private use, surrogates,
// noncharacters, what is not assigned, and letters and marks that are invisible.
func Visible(r rune) bool {
	return unicode.IsPrint(r) && !unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r) &&
		!unicode.Is(unicode.Variation_Selector, r) && r != brailleBlank
}

// brailleBlank is a symbol that shows as nothing.
const brailleBlank = '\u2800'
