/** Longest line that is read whole; S3 takes no request header near this size. */
export const LONGEST_LINE = 16 * 1024 * 1024;
/** How much of a longer line is kept to show. */
export const KEPT_OF_LONGER_LINE = 64 * 1024;
/** Why a longer line is a reject. */
export const TOO_LONG = 'is longer than 16 MiB';
