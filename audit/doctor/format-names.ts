/** Formats of `s3-audit doctor`; apart from what writes them, so that help needs not load it. */
export const DOCTOR_FORMAT_NAMES = ['table', 'json', 'csv', 'markdown'] as const;

export type DoctorFormat = (typeof DOCTOR_FORMAT_NAMES)[number];
