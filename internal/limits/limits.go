// Package limits is the one place for every bound that upsig puts on its input.
// All sizes are in bytes.
package limits

import "time"

const (
	// PolicyFile bounds a policy. Real ones are a few hundred bytes.
	PolicyFile = 64 << 10
	// Policies bounds how many policies one folder may hold, and the folders below
	// it. Gentoo's tree, the largest of its kind, has 20,000 packages.
	Policies = 64 << 10
	// PolicyDepth bounds how deep the folders of policies are nested. Packaging
	// trees have two levels.
	PolicyDepth = 16
	// Jobs bounds how many files one run judges at the same time. Each may hold
	// EvidenceFiles files and the buffers of one read.
	Jobs = 256
	// ResultHead bounds what is read of a file to see whether it is the result of an
	// earlier run, which another may replace.
	ResultHead = 256
	// WaitingResults bounds how many results per file judged at the same time wait for
	// their turn to be shown: enough to keep working behind a slow file.
	WaitingResults = 4
	// SharedRoots bounds how many trusted roots policies of one run share. More
	// are read anew by each policy.
	SharedRoots = 64
	// Version bounds a version, and a glob of versions, in characters.
	Version = 128
	// EvidenceFile bounds a signature, bundle or attestation file. The largest
	// genuine one of 1106 measured is 25 kB; GitHub release bundles grow with
	// the number of assets.
	EvidenceFile = 4 << 20
	// EvidenceFiles bounds how many evidence files one run looks at.
	EvidenceFiles = 64
	// MessageFile bounds a signed message, whose text is held in memory until it
	// is accepted.
	MessageFile = 64 << 20
	// CertificateFile bounds a keyring file. Debian's developers' keyring is 32 MB.
	CertificateFile = 64 << 20
	// TrustedRootFile bounds a Sigstore trusted root.
	TrustedRootFile = 4 << 20
	// PublicKeyFile bounds a PEM public key.
	PublicKeyFile = 64 << 10

	// Signatures bounds how many OpenPGP signatures of one file are judged.
	Signatures = 128
	// Subpackets bounds the subpackets of one signature. Genuine ones have a dozen,
	// with many notations a hundred; one file could hold millions.
	Subpackets = 512
	// Candidates bounds how many keys one signature is tried against.
	Candidates = 64
	// BackSignatures bounds the effort for trying what may be back-signatures of one
	// subkey, and Adopters that for finding out which certificates a subkey agreed to
	// belong to, where more than Candidates have it. Both are counted as in KeyTries.
	BackSignatures = 256
	Adopters       = 8192
	// KeyTries bounds the effort for trying keys in one run, all together, beyond the
	// first key that each signature is tried with: whom a signature names, and whether
	// it names anybody, anybody can write. One check under RSA with 4096 bits counts 1,
	// under slower keys more. It also bounds, in one file, how often revocations are
	// tried that stand alone and name another key.
	KeyTries = 1024
	// MessageTries is the same for one signed message, of which a run may read as many
	// as EvidenceFiles.
	MessageTries = 128
	// Certificates bounds how many certificates are taken from one keyring file.
	Certificates = 16384
	// CertificateKeys bounds how many subkeys one certificate may have.
	CertificateKeys = 512
	// CertificateUserIDs bounds user IDs and attributes of one certificate.
	CertificateUserIDs = 1024
	// UserID bounds one user ID that a keyring keeps; GnuPG takes 2048 bytes.
	UserID = 4 << 10
	// StatementLines bounds how much of a transition statement is shown.
	StatementLines = 40
	// NamedUserIDs and NamedUserID, in bytes, bound the user IDs that a report names, and
	// NamedIssuers what a signature says to be by: each signature of a flood has them.
	NamedUserIDs = 32
	NamedUserID  = 512
	NamedIssuers = 16
	// UserPacket bounds a user ID or attribute that is looked at: each signature on
	// it hashes it anew. Photos have some 10 kB.
	UserPacket = 128 << 10
	// SelfSignatures bounds how many signatures by its own primary key one
	// certificate may have; fewer of a key that is slow to verify with, as RSA beyond
	// 4096 bits is. Certifications by others are not counted.
	SelfSignatures = 2048
	// StrangeRevocations bounds how many revocations of one type in a certificate
	// are tried that name another key as their issuer; fewer under slow keys.
	StrangeRevocations = 256
	// MisplacedHashed bounds, in bytes, what is hashed to find what signatures are about
	// that do not hold where they stand in their certificate; MisplacedOverhead is what
	// each counts besides. Genuine certificates have a few such signatures at most.
	MisplacedHashed   = 64 << 20
	MisplacedOverhead = 256
	// MisplacedTries bounds how often the key is tried for misplaced revocations whose
	// digest suggests no component; fewer times if it is slow.
	MisplacedTries = 256
	// CertificatePackets bounds the packets of one certificate. Flooded ones of 2019
	// had 150,000.
	CertificatePackets = 256 << 10
	// Revokers bounds how many keys one certificate may let revoke it. Those that
	// use it at all name one or two.
	Revokers = 64
	// CertificateProblems bounds how many problems of one keyring are listed.
	CertificateProblems = 64
	// KeyringFiles bounds how many keyring files of one folder are read.
	KeyringFiles = 4096
	// KeyringCertificates bounds the certificate files of one keyring that is opened as
	// a whole, about as many as its records have room for.
	KeyringCertificates = 16 << 10
	// KeyringRecords bounds a keyring's record file: thousands of keys.
	KeyringRecords = 4 << 20
	// SaltedHashes bounds how many hashes with a salt of their own (OpenPGP v6
	// signatures) one read of an artifact computes: each costs as much as the read.
	SaltedHashes = 8
	// SaltedMisfits bounds those among them that no key at hand can have made, which
	// are of another version.
	SaltedMisfits = 1
	// Attestations bounds how many bundles of one file are judged.
	Attestations = 128
	// JSONDepth bounds the nesting of any JSON that is read.
	JSONDepth = 64

	// JSONMembers bounds the members of one JSON object. The largest genuine object
	// has a few dozen.
	JSONMembers = 4096
	// TOMLDepth bounds the nesting of TOML files, and the parts of a dotted key, far
	// above any real one: go-toml recurses per bracket and part.
	TOMLDepth = 32
	// TOMLKeys bounds the keys of one table: go-toml compares each with all others.
	TOMLKeys = 1024
	// LogEntries bounds log entries, and RFC 3161 timestamps, of one bundle, as
	// sigstore-go does (CVE-2024-45395). Genuine bundles have one or two.
	LogEntries = 32
	// FileWitnesses bounds log entries and timestamps of all bundles of one file
	// together: two for each, were there as many bundles as Attestations.
	FileWitnesses = 256
	// Checkpoint bounds the checkpoint of a log entry, all of whose signatures are
	// verified. Genuine ones have one or two, and with a dozen witnesses 2 kB.
	Checkpoint = 16 << 10
	// StatementSubjects and SubjectDigests bound an in-toto statement, as
	// sigstore-go does (CVE-2024-45395).
	StatementSubjects = 1024
	SubjectDigests    = 32
	// AuthorityCertificates bounds the certificates of one timestamp authority.
	AuthorityCertificates = 16
	// CertificateRSABits bounds RSA keys in certificates and log entries, under which
	// libraries verify whatever their size. Authorities have 4096 at most.
	CertificateRSABits = 8192
	// TimestampToken and TokenDepth bound an RFC 3161 timestamp, and how deep it is
	// nested. Genuine ones have some kB, with all certificates 10, and 15 levels.
	TimestampToken = 64 << 10
	TokenDepth     = 48
	// DetachedText bounds a file that may be a detached signature or certificate of
	// cosign; genuine ones have 4 kB at most.
	DetachedText = 16 << 10
	// WheelTags bounds what the compressed tags of a wheel's name may expand to;
	// wheels have a handful.
	WheelTags = 256

	// KeyPacket bounds the body of a public key packet: it is what the two-octet
	// length can state that version 4 fingerprints hash (RFC 9580 section 5.5.4.2).
	KeyPacket = 0xffff
	// ArmorLine bounds what of a line is looked at for the begin or end of an armor
	// block. The longest such line that RFC 9580 section 6.2 knows has 37 characters.
	ArmorLine = 128
	// RSABits, DSABits and DSAOrderBits keep one verification in the milliseconds.
	// ssh-keygen makes RSA keys up to RSABits.
	RSABits      = 16384
	DSABits      = 4096
	DSAOrderBits = 512
	// RSAExponentBits bounds the public exponent of an OpenPGP key, of which go-crypto
	// reads three octets. Programs make 65537, which has 17 bits; 17 and 41 are known of
	// old.
	RSAExponentBits = 24
	// SSHExponentBits bounds the public exponent of an SSH key, each bit of which
	// makes verifying slower. ssh-keygen makes 65537, which has 17 bits; 35 and 37 are
	// known of old.
	SSHExponentBits = 24
	// RawKeyComment bounds the comment of a signify or minisign file: COMMENTMAXLEN
	// of signify, COMMENTMAXBYTES of minisign.
	RawKeyComment = 1024
	// RawKeyTrustedComment is minisign's TRUSTEDCOMMENTMAXBYTES.
	RawKeyTrustedComment = 8192
	// SSHSignature bounds the armor of an SSH signature. The largest RSA key and
	// signature that ssh-keygen makes need 6 kB.
	SSHSignature = 16 << 10
	// SSHLine bounds its lines (PROTOCOL.sshsig says 76 characters, ssh-keygen makes
	// 70).
	SSHLine = 256
	// SSHNamespace bounds what an SSH signature says that it was made for.
	SSHNamespace = 255
	// EmptyReads bounds how often a reader may return neither data nor an error.
	EmptyReads = 100

	// RecipeValue and RecipeWords bound what is read out of packaging files: a value,
	// whatever it refers to, and the words of an array.
	RecipeValue = 4096
	RecipeWords = 1000
	// TimeSpan bounds the number in a time such as 90d or 12w on the command line: a
	// century of days. Dates that far ahead can still be reckoned with and written.
	TimeSpan = 36500
	// Answers bounds what one command reads of answers to its questions.
	Answers = 64 << 10
	// KeyringTries bounds how often a change of a keyring is worked out anew because
	// others write to it too.
	KeyringTries = 16

	// Address bounds an address that is fetched from, which may be a redirect's. Those
	// to object stores carry a signature and have about 1000 bytes.
	Address = 4096
	// MailLocal bounds the part of a mail address before the @ (RFC 5321 section
	// 4.5.3.1.1).
	MailLocal = 64
	// MailDomain bounds its domain: a host name has 253 characters at most (RFC 1035
	// section 2.3.4, without the dot at its end), and a Web Key Directory's has this one
	// before it.
	MailDomain = 253 - len("openpgpkey.")
	// DomainLabel bounds each label of it (RFC 1035 section 2.3.4).
	DomainLabel = 63
	// GitHubUser bounds the name of an account. GitHub takes 39 characters, and adds a
	// company's suffix to accounts that it manages.
	GitHubUser = 100
	// FetchedKey bounds what a keyserver or web server may send for one key. The
	// largest genuine certificates have a few hundred kB, flooded ones many MB.
	FetchedKey = 8 << 20
	// FetchedTUF bounds all files together of one update through TUF; the
	// public-good repository has about 100 kB.
	FetchedTUF = 16 << 20
	// FetchedTUFFiles bounds how many files one update through TUF asks for, most
	// of which are roots. The public-good repository made 15 in five years.
	FetchedTUFFiles = 128
	// FetchHeader bounds the header of an HTTP response.
	FetchHeader = 64 << 10
	// FetchRedirects bounds the redirects of one request.
	FetchRedirects = 5
	// FetchSources bounds how many places one command fetches from.
	FetchSources = 256
	// TrustedRootName bounds the name of a stored trusted root, of which its file's is
	// made; file systems take 255 bytes.
	TrustedRootName = 100
	// TrustedRootFiles bounds how many trusted roots of one folder are read.
	TrustedRootFiles = 64

	// ContentSize bounds what a compressed artifact may hold when its content is
	// hashed for a signature over it. The largest releases have some 20 GB.
	ContentSize = 64 << 30
	// ContentRatio bounds how many times larger than the file the content may be,
	// beyond ContentFree bytes. Releases reach 20, with much padding 100.
	ContentRatio = 250
	// ContentFree is how much content any compressed artifact may have.
	ContentFree = 64 << 20
	// ContentWindow bounds the memory that a compressed artifact may ask for: the
	// window of xz -9 is 64 MB, that of zstd --long 128 MB.
	ContentWindow = 128 << 20
	// ContentWindows is the sum of windows that any compressed artifact may ask for,
	// one after the other, in bytes: clearing them takes about a second.
	ContentWindows = 4 << 30
	// ContentWindowRatio bounds how many times larger than the file that sum may be,
	// beyond ContentWindows. Files of many threads reach 30.
	ContentWindowRatio = 512
	// ContentStart is what an xz block or lzip member counts among these windows,
	// beyond its own: preparing its decoder takes as long as clearing that many bytes.
	ContentStart = 256 << 10
	// ContentBlocks bounds the blocks of one .xz stream, whose sizes are kept to
	// compare them with the index. Blocks of 1 MB are small.
	ContentBlocks = 1 << 20

	// Lists bounds the checksum lists among the evidence, whoever signed them: all
	// evidence is looked at for each.
	Lists = 8
	// ChecksumList bounds a checksum list.
	ChecksumList = 4 << 20
	// ChecksumLine bounds a line of it.
	ChecksumLine = 4 << 10

	// DisplayLine bounds, in characters, foreign text that is shown in one line.
	DisplayLine = 500

	// Detail bounds, in characters, what a report says about one cause, which may be
	// a dependency's error.
	Detail = 400
	// Quoted bounds, in bytes, what a message repeats of an attacker's text.
	Quoted = 120
	// ReportedText bounds, in bytes, what a report repeats of one text that evidence states:
	// a predicate type, a subject, a claim, a name in a certificate.
	ReportedText = 512
	// ReportedParameters and ReportedParameter bound the build parameters that a
	// report repeats, and the length of each value.
	ReportedParameters = 64
	ReportedParameter  = 256
	// ParameterLevels bounds how deep build parameters are taken apart. Genuine ones have
	// three levels (workflow.inputs.NAME).
	ParameterLevels = 4
	// NamedRevocations, NamedMembers and NamedCertificates bound how many a message
	// names one by one: revocations that cannot be checked, members of unknown JSON,
	// certificates. Of the rest it says how many there are.
	NamedRevocations  = 8
	NamedMembers      = 6
	NamedCertificates = 3
	// DraftNotes bounds how much a draft names of what it leaves out, and DraftNames how
	// many names of the file in attestations are tried.
	DraftNotes = 16
	DraftNames = 8
	// CombiningMarks bounds the marks that may follow one letter on a terminal.
	// Vietnamese, Hebrew and Arabic need three; hundreds paint over the lines above
	// and below.
	CombiningMarks = 4

	// FetchConnectTime bounds connecting to a server, and the TLS handshake.
	FetchConnectTime = 15 * time.Second
	// FetchTime bounds one request with its redirects.
	FetchTime = time.Minute
	// FetchTUFTime bounds one update through TUF.
	FetchTUFTime = 5 * time.Minute

	// RootAge is how old the newest content of a trusted root may be before a report
	// says so. The public-good instance has added logs about once a year.
	RootAge = 540 * 24 * time.Hour

	// Grace is how long a run may take to end after a signal asked for it.
	Grace = 2 * time.Second

	// ClockSkew is how far in the future a signature may be dated.
	ClockSkew = 5 * time.Minute
)
