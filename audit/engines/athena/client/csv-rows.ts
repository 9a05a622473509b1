const QUOTE = '"';

/** Receives a row; a value without quotes around it and without characters is SQL's NULL. */
export type OnRow = (values: readonly (string | null)[]) => void;

/**
 * Reads Athena's result file as it comes: values in quotes, quotes doubled, line feeds within values as they are (Athena User
 * Guide, "Work with query results"). No more than one row is held.
 */
export class CsvRows {
  private row: (string | null)[] = [];
  private value = '';
  private quoted = false;
  private inQuotes = false;
  /** A quote at the end of a chunk may be half of a doubled one. */
  private pending = '';

  constructor(private readonly onRow: OnRow) {}

  push(chunk: string): void {
    const text = this.pending + chunk;
    const held = text.endsWith(QUOTE) && this.inQuotesAt(text);
    this.pending = held ? QUOTE : '';
    this.read(held ? text.slice(0, -1) : text);
  }

  /** @throws Error when the file ends within a value. */
  end(): void {
    const last = this.pending;
    this.pending = '';
    this.read(last);
    if (this.inQuotes) throw new Error('the result ends within a value');
    if (this.row.length > 0 || this.value !== '' || this.quoted) this.endRow();
  }

  /** Says whether the last character lies within quotes, or ends them. */
  private inQuotesAt(text: string): boolean {
    let inQuotes = this.inQuotes;
    for (let at = text.indexOf(QUOTE); at >= 0 && at < text.length - 1; at = text.indexOf(QUOTE, at + 1)) {
      inQuotes = !inQuotes;
    }
    return inQuotes;
  }

  private read(text: string): void {
    let at = 0;
    while (at < text.length) at = this.inQuotes ? this.readQuoted(text, at) : this.readBare(text, at);
  }

  private readQuoted(text: string, from: number): number {
    const quote = text.indexOf(QUOTE, from);
    if (quote < 0) {
      this.value += text.slice(from);
      return text.length;
    }
    this.value += text.slice(from, quote);
    if (text[quote + 1] === QUOTE) {
      this.value += QUOTE;
      return quote + 2;
    }
    this.inQuotes = false;
    return quote + 1;
  }

  private readBare(text: string, at: number): number {
    const character = text[at] ?? '';
    if (character === QUOTE) {
      this.inQuotes = true;
      this.quoted = true;
    } else if (character === ',') this.endValue();
    else if (character === '\n') this.endRow();
    else if (character !== '\r') this.value += character;
    return at + 1;
  }

  private endValue(): void {
    this.row.push(this.quoted || this.value !== '' ? this.value : null);
    this.value = '';
    this.quoted = false;
  }

  private endRow(): void {
    this.endValue();
    const { row } = this;
    this.row = [];
    this.onRow(row);
  }
}
