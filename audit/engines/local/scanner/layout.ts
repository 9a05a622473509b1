// What the scanner and its program in WebAssembly must agree about: where things lie in the memory they share, and what bits
// mean. Both compile this file, so it holds only literals that TypeScript and AssemblyScript read alike; whatever is added
// must be an `export const` of a whole number below 2^31, written out.

/** Bytes of a page of WebAssembly's memory. */
export const MEMORY_PAGE = 65536;
/** How many pages it can address, and a program may therefore have. */
export const MOST_PAGES = 65536;
/** By how many pages the memory grows. */
export const GROWTH = 256;

// The memory: heap pointer, key of SipHash, key of wasm/line-hash.ts, stripes of the lines seen, heap.
export const HEAP_POINTER = 0;
export const HASH_KEY = 16;
export const HASH_KEY_BYTES = 16;
export const LINE_KEY = 1024;
/** As long as a block, and two steps more. */
export const LINE_KEY_BYTES = 1088;
export const STRIPES = 65536;
/** Bytes of a stripe: lock, depth, and the addresses of up to 256 pages, with room to the next multiple of 16. */
export const STRIPE = 1040;
/** Bits of a line's hash that choose its stripe. */
export const STRIPE_BITS = 12;

// A group of records: u32 next group, u32 length of its key, f64 each for requests, bytes sent, first and last time, u32
// each for hash of the key, the group that the hour of its last record is for the bucket, requests before its latest hour and
// sample (0 for none), f64 first time of its latest hour; then the key. Where hours are counted there is no sample, but in the end
// the group that took this one over, or the place among all groups, doubled and one more.
export const NEXT_GROUP = 0;
export const KEY_LENGTH = 4;
export const REQUESTS = 8;
export const BYTES_SENT = 16;
export const FIRST_SEEN = 24;
export const LAST_SEEN = 32;
export const KEY_HASH = 40;
export const HOUR_OF_BUCKET = 44;
export const REQUESTS_BEFORE = 48;
export const SAMPLE = 52;
export const OWNER = 52;
export const LATEST_HOUR_FIRST_SEEN = 56;
export const KEY = 64;

// What a scanner found: u32 each for its first group and its first page of hours, 0 for none, and how many groups there are.
export const FOUND_GROUP = 0;
export const FOUND_HOURS = 4;
export const FOUND_GROUPS = 8;
export const FOUND = 12;

// A page of hours: u32 each for the next page (0 for none) and how many there are, and 8 bytes of nothing; then for each, u32 each
// for its group, by address and in the end by place among the groups, and requests, f64 first and last time.
export const NEXT_PAGE = 0;
export const HOURS_COUNT = 4;
export const FIRST_HOUR = 16;
export const HOUR_GROUP = 0;
export const HOUR_REQUESTS = 4;
export const HOUR_FIRST_SEEN = 8;
export const HOUR_LAST_SEEN = 16;
export const HOUR_ENTRY = 24;
export const HOURS_OF_PAGE = 2730;
export const HOURS_PAGE = 65536;

// The first record of a group, by time and then by request ID and key: u32 each for the bytes that it may take, length of the
// text that it is ordered by and length of its line; then both.
export const SAMPLE_ROOM = 0;
export const ORDER_LENGTH = 4;
export const LINE_LENGTH = 8;
export const ORDER_IN_SAMPLE = 12;

// The key of a group: u32 each for mark (the status, and the bits below), number of CloudTrail's testimony (0 for none) and
// hour since the epoch (0 but for hours of buckets); then text. The key of an hour has the bucket for text.
export const TESTIMONY_IN_KEY = 4;
export const HOUR_IN_KEY = 8;
export const TEXT_IN_KEY = 12;

/** In a mark: the bits of the status. */
export const STATUS = 0xffff;
/** In a mark: the record is outside the window. */
export const OUTSIDE = 0x10000;
/** In a mark: the group is an hour of a bucket. */
export const HOUR = 0x20000;
/** In the mark of a record outside the window: an event of its lies in it. */
export const EVENT_INSIDE = 0x40000;
/** In a mark of a rehearsal: the line can be read in several ways. */
export const AMBIGUOUS = 0x80000;
/** In a mark of a rehearsal: the bucket is none of those that are rehearsed. */
export const OTHER_BUCKET = 0x100000;

/** In what CloudTrail is asked for each record, beside the number of a testimony: an event of the record's lies in the window. */
export const EVENT_INSIDE_TESTIMONY = 0x40000000;

// Rows of records as text, from which tables are made.
/** Stands between fields: a control character, which few lines hold. */
export const ROW_SEPARATOR = 1;
/** Digits of a line's digest, in hexadecimal: half of SHA-256. */
export const DIGEST_DIGITS = 32;
/** A longer line becomes a row elsewhere. */
export const LONGEST_IN_ROOM = 131072;
/** Bytes of rows that wait to be written: several times what the longest such line may need. */
export const ROW_ROOM = 1048576;

// What a rehearsal tells apart (../../../records/record-grouping.ts): a division for each of the things below, u32 each for its
// kind, for the addresses of its first part and behind its last, and for the bytes of the answers of all; then how often time is
// cut (CUTS), u32, and from CUT_TIMES on an f64 for each cut. A part walks some of the patterns: u32 each for the address of the
// offsets of units, for the row where a text begins, and for the bytes of a row's answers.
export const DIVISION = 16;
export const FIRST_PART = 4;
export const PARTS_END = 8;
export const ANSWER_BYTES = 12;
export const PART = 12;
export const OFFSETS = 0;
export const FIRST_ROW = 4;
export const PART_ANSWER_BYTES = 8;
export const OF_OBJECT = 0;
export const OF_PREFIX = 1;
export const OF_DELIMITER = 2;
export const OF_MAX_KEYS = 3;
export const OF_USER_AGENT = 4;
export const OF_REFERER = 5;
export const OF_VERSION = 6;
export const CUTS = 112;
export const CUT_TIMES = 120;
export const PRESENCE = 0;
export const EACH = 1;
export const PATTERNS = 2;
export const NOTHING = 3;
/** In place of the number of cuts: each second is a class. */
export const EACH_SECOND = 0x7fffffff;

// A state of what texts are matched by is a row: bits of the patterns that match a text that ends there, then for each class of
// units the address of the next row, 0 where that is not known yet. The lowest bit of an address says that no unit changes
// anything any more.
export const SETTLED = 1;
/** In place of a row: the parser must read the line. */
export const LEFT = 1;
