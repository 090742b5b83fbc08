import type { Code } from './contract';

/** What one committed change touched. Topics are table names. */
export interface Changed {
  topics: string[];
  ids: string[];
  seq: number;
}

/** The two ways of reaching the engines: inside the desktop shell, or over loopback HTTP. */
export interface Host {
  call(cmd: string, input: unknown): Promise<unknown>;
  /** Calls back on every change; `null` when some may have been missed. Returns how to stop. */
  onChanged(listen: (changed: Changed | null) => void): () => void;
  /** Where the sandboxed frame finds a message's body; with the pictures of the web only when they were asked for. */
  mailUrl(messageId: string, hasPictures: boolean): string;
}

const CODES: readonly string[] = ['Invalid', 'Missing', 'Conflict', 'Denied', 'Offline', 'Busy', 'Broken'];

/** A refusal or failure in the product's own words. */
export class Refusal extends Error {
  readonly code: Code;
  readonly field: string | null;

  constructor(code: Code, message: string, field: string | null = null) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
    this.field = field;
  }

  /** Reads whatever a host threw; anything that is not `{code, message, field}` is `Broken`. */
  static from(thrown: unknown): Refusal {
    if (thrown instanceof Refusal) return thrown;
    if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && 'message' in thrown) {
      const { code, message } = thrown;
      const field = 'field' in thrown && typeof thrown.field === 'string' ? thrown.field : null;
      if (isCode(code)) return new Refusal(code, String(message), field);
    }
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return new Refusal('Broken', message);
  }
}

function isCode(value: unknown): value is Code {
  return typeof value === 'string' && CODES.includes(value);
}
