/** Name of the directory in which `collect` keeps its state beside log objects; it holds no logs. */
export const STATE_DIRECTORY = '.s3-audit';
