package decompress

import (
	"fmt"
	"io"
)

const (
	// lzmaLiteralBits and lzmaPlaces are the context that lzip files have: lc 3, pb 2.
	lzmaLiteralBits = 3
	lzmaPlaces      = 1 << 2
	lzmaStates      = 12
	// lzmaAfterMatch is the first state in which the last thing was no literal.
	lzmaAfterMatch = 7
	lzmaMinMatch   = 2
	// Distances have a slot, their highest bits. The others are modelled below
	// lzmaModelled, from there on the lowest four of them only.
	lzmaSlotBits  = 6
	lzmaModelled  = 14
	lzmaAlignBits = 4
	// lzmaMarker is the distance that is none.
	lzmaMarker = 1<<32 - 1
	// lzmaPiece is how much is decoded at once.
	lzmaPiece = 64 << 10
)

// lzmaDecoder decodes the LZMA data of lzip members (lzip manual, "Format of the
// LZMA stream in lzip files"). Markers have a length, which libraries do not look
// at. To lzip one of length 2 is the end; behind one of length 3 the same member
// goes on, where others see a trailer and the next member.
type lzmaDecoder struct {
	code   rangeDecoder
	model  lzmaModel
	window lzmaWindow
	state  int
	// reps are the last four distances, less one.
	reps [4]uint32
	end  bool
}

// lzmaModel has the chances of everything that is coded.
type lzmaModel struct {
	literals          [1 << lzmaLiteralBits][3 << 8]chance
	match, rep0Long   [lzmaStates][lzmaPlaces]chance
	rep, rep0, rep1   [lzmaStates]chance
	rep2              [lzmaStates]chance
	length, repLength lzmaLength
	slots             [4][1 << lzmaSlotBits]chance
	distances         [lzmaModelled][1 << (lzmaModelled/2 - 2)]chance
	lowest            [1 << lzmaAlignBits]chance
}

// lzmaLength has those of a match's length.
type lzmaLength struct {
	beyondLow, beyondMiddle chance
	low, middle             [lzmaPlaces][1 << 3]chance
	high                    [1 << 8]chance
}

// lzmaWindow is the content that matches may repeat, a ring once it is full, and
// the piece that was not given out yet.
type lzmaWindow struct {
	ring  []byte
	at    int
	total uint64
	piece []byte
	given int
}

// start begins a member. The window of the one before serves again.
func (d *lzmaDecoder) start(in *byteCounter, window int) error {
	d.model, d.state, d.reps, d.end = lzmaModel{}, 0, [4]uint32{}, false
	w := &d.window
	if cap(w.ring) < window {
		w.ring = make([]byte, 0, window)
	}
	*w = lzmaWindow{ring: w.ring[:0:window], piece: w.piece[:0]}
	return d.code.start(in)
}

// Read gives out content, and io.EOF behind the marker that ends it.
func (d *lzmaDecoder) Read(p []byte) (int, error) {
	w := &d.window
	if w.given == len(w.piece) {
		w.given, w.piece = 0, w.piece[:0]
		for !d.end && len(w.piece) < lzmaPiece {
			err := d.step()
			if d.code.err != nil {
				return 0, noEOF(d.code.err)
			}
			if err != nil {
				return 0, err
			}
		}
		if len(w.piece) == 0 {
			return 0, io.EOF
		}
	}
	n := copy(p, w.piece[w.given:])
	w.given += n
	return n, nil
}

func malformedLZMA(what string) error { return fmt.Errorf("%w: lzip: %s", ErrMalformed, what) }

// step decodes a literal, a match or a marker.
func (d *lzmaDecoder) step() error {
	m, place := &d.model, d.window.total%lzmaPlaces
	if d.code.bit(&m.match[d.state][place]) == 0 {
		d.window.put(d.literal())
		d.state = max(d.state-3-d.state/10*3, 0)
		return nil
	}
	if d.code.bit(&m.rep[d.state]) != 0 {
		return d.repeat(d.again(place))
	}
	length := m.length.decode(&d.code, place)
	distance := d.distance(length)
	if distance == lzmaMarker {
		return d.marker(length)
	}
	d.reps = [4]uint32{distance, d.reps[0], d.reps[1], d.reps[2]}
	d.enter(lzmaAfterMatch)
	return d.repeat(length)
}

// enter changes to a state, or to what that is behind another match.
func (d *lzmaDecoder) enter(state int) {
	if d.state >= lzmaAfterMatch {
		state = min(state+3, lzmaStates-1)
	}
	d.state = state
}

// literal decodes a byte, by the byte before it and, behind a match, by the one
// that would have gone on.
func (d *lzmaDecoder) literal() byte {
	chances := &d.model.literals[d.window.back(1)>>(8-lzmaLiteralBits)]
	symbol := 1
	if d.state >= lzmaAfterMatch {
		other := int(d.window.back(int64(d.reps[0]) + 1))
		for symbol < 1<<8 {
			expected := other >> 7 & 1
			other <<= 1
			bit := d.code.bit(&chances[(1+expected)<<8|symbol])
			symbol = symbol<<1 | bit
			if bit != expected {
				break
			}
		}
	}
	for symbol < 1<<8 {
		symbol = symbol<<1 | d.code.bit(&chances[symbol])
	}
	return byte(symbol)
}

// again decodes a match at one of the last distances, which becomes the last one,
// and returns its length.
func (d *lzmaDecoder) again(place uint64) int {
	m, r := &d.model, &d.reps
	switch {
	case d.code.bit(&m.rep0[d.state]) == 0:
		if d.code.bit(&m.rep0Long[d.state][place]) == 0 {
			d.enter(lzmaAfterMatch + 2)
			return 1
		}
	case d.code.bit(&m.rep1[d.state]) == 0:
		r[0], r[1] = r[1], r[0]
	case d.code.bit(&m.rep2[d.state]) == 0:
		r[0], r[1], r[2] = r[2], r[0], r[1]
	default:
		r[0], r[1], r[2], r[3] = r[3], r[0], r[1], r[2]
	}
	length := m.repLength.decode(&d.code, place)
	d.enter(lzmaAfterMatch + 1)
	return length
}

// repeat takes bytes from the last distance.
func (d *lzmaDecoder) repeat(length int) error {
	distance := int64(d.reps[0]) + 1
	if distance > int64(len(d.window.ring)) {
		return malformedLZMA("a match begins before its window")
	}
	for range length {
		d.window.put(d.window.back(distance))
	}
	return nil
}

// marker takes a marker for the end, behind which the coder has nothing left.
func (d *lzmaDecoder) marker(length int) error {
	d.code.normalize()
	if length != lzmaMinMatch {
		return malformedLZMA("a marker that is not the end")
	}
	if d.code.code != 0 {
		return malformedLZMA("something stands behind the marker of the end")
	}
	d.end = true
	return nil
}

func (l *lzmaLength) decode(r *rangeDecoder, place uint64) int {
	switch {
	case r.bit(&l.beyondLow) == 0:
		return lzmaMinMatch + r.tree(l.low[place][:])
	case r.bit(&l.beyondMiddle) == 0:
		return lzmaMinMatch + len(l.low[0]) + r.tree(l.middle[place][:])
	}
	return lzmaMinMatch + len(l.low[0]) + len(l.middle[0]) + r.tree(l.high[:])
}

// distance decodes how far back a match is, less one.
func (d *lzmaDecoder) distance(length int) uint32 {
	slot := d.code.tree(d.model.slots[min(length-lzmaMinMatch, len(d.model.slots)-1)][:])
	if slot < 4 {
		return uint32(slot)
	}
	n := slot/2 - 1
	high := uint32(2|slot&1) << n
	if slot < lzmaModelled {
		return high + d.code.reversed(d.model.distances[slot][:], n)
	}
	middle := d.code.direct(n-lzmaAlignBits) << lzmaAlignBits
	return high + middle + d.code.reversed(d.model.lowest[:], lzmaAlignBits)
}

// back is the byte at a distance; zero before the first one.
func (w *lzmaWindow) back(distance int64) byte {
	if distance > int64(len(w.ring)) {
		return 0
	}
	i := w.at - int(distance)
	if i < 0 {
		i += len(w.ring)
	}
	return w.ring[i]
}

func (w *lzmaWindow) put(b byte) {
	if len(w.ring) < cap(w.ring) {
		w.ring = append(w.ring, b)
	} else {
		w.ring[w.at] = b
	}
	if w.at++; w.at == cap(w.ring) {
		w.at = 0
	}
	w.total++
	w.piece = append(w.piece, b)
}
