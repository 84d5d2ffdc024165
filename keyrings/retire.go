package keyrings

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Retire works out how to take a certificate out of use: its record says so, and
// why. File and record stay, because old releases need the certificate and because
// its revocations must not be forgotten.
func (k *Keyring) Retire(fpr, because string, now time.Time) (*Plan, error) {
	because = strings.TrimSpace(because)
	if because == "" {
		return nil, errors.New("say why the certificate is retired")
	}
	if err := checkText("the reason", because); err != nil {
		return nil, err
	}
	e := k.edit()
	r := e.record(fpr)
	if r == nil {
		return nil, fmt.Errorf("keyring %s has no record of %s", k.dir, fpr)
	}
	e.retire(r, because, now)
	return e.finish()
}

// retire changes an active record; what is retired or revoked stays as it is.
func (e *edit) retire(r *Record, because string, now time.Time) {
	if r.State != StateActive {
		e.note(r.Fingerprint, Change{ChangeState, LevelInfo, fmt.Sprintf("stays %s", r.State)})
		return
	}
	e.note(r.Fingerprint, changef(ChangeState, "%s becomes %s: %s", r.State, StateRetired, because))
	r.State, r.Retired, r.Because = StateRetired, day(now), because
}
