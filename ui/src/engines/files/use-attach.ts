import { useCallback, useEffect, useRef, useState } from 'react';
import { type Id, Refusal, report, tell } from '../../bridge';
import { notify } from '../../kit';
import { words } from './messages';

/** Bytes that go over to the desk at once. */
const PIECE = 1 << 20;
/** As the desk has it. */
const MOST = 100 << 20;

/** A file on its way to the desk. */
export interface Underway {
  name: string;
  percent: number;
}

/** Attaches files that were chosen or dropped, one after the other. */
export function useAttach(enquiry: Id, paper: Id | null) {
  const [underway, setUnderway] = useState<Underway | null>(null);
  const stopped = useRef(false);
  useEffect(
    () => () => {
      stopped.current = true;
    },
    [],
  );
  const attach = useCallback(
    async (files: readonly File[]) => {
      stopped.current = false;
      let last = '';
      let count = 0;
      for (const file of files) {
        const percent = (done: number) =>
          setUnderway({ name: file.name, percent: Math.floor((100 * done) / Math.max(file.size, 1)) });
        const isDone = await bring(file, enquiry, paper, percent, () => stopped.current);
        if (stopped.current) break;
        if (isDone) {
          last = file.name;
          count += 1;
        }
      }
      setUnderway(null);
      if (count > 0) notify({ title: words.attached(count, last), tone: 'good' });
    },
    [enquiry, paper],
  );
  const stop = useCallback(() => {
    stopped.current = true;
  }, []);
  return { attach, underway, stop };
}

async function bring(
  file: File,
  enquiry: Id,
  paper: Id | null,
  percent: (done: number) => void,
  isStopped: () => boolean,
): Promise<boolean> {
  return carried(file, percent, isStopped, (upload) =>
    tell('app.attach_file', {
      upload,
      enquiry_id: enquiry,
      paper_id: paper,
      name: file.name,
      media_type: file.type,
    }),
  );
}

/** Carries a file over to the desk, piece by piece, and says there what it is for. False when it did not come to that. */
export async function carried(
  file: File,
  percent: (done: number) => void,
  isStopped: () => boolean,
  attach: (upload: string) => Promise<unknown>,
): Promise<boolean> {
  if (file.size > MOST) {
    notify({ title: words.tooLarge(file.name), body: words.tooLargeBody, tone: 'bad' });
    return false;
  }
  if (file.size === 0) {
    notify({ title: words.empty(file.name), tone: 'bad' });
    return false;
  }
  try {
    let upload: string | null = null;
    for (let offset = 0; offset < file.size; offset += PIECE) {
      percent(offset);
      const bytes = await base64(file.slice(offset, offset + PIECE));
      if (isStopped()) return false;
      if (bytes === null) {
        notify({ title: words.unread(file.name), body: words.unreadBody, tone: 'bad' });
        return false;
      }
      upload = (await tell('app.stage_file', { upload, offset, bytes })).upload;
    }
    if (upload === null || isStopped()) return false;
    await attach(upload);
    return true;
  } catch (thrown) {
    report(Refusal.from(thrown));
    return false;
  }
}

/** A piece of a file in Base64; null when it cannot be read. */
function base64(piece: Blob): Promise<string | null> {
  return new Promise((done) => {
    const reader = new FileReader();
    reader.onload = () => {
      const url = typeof reader.result === 'string' ? reader.result : '';
      done(url.slice(url.indexOf(',') + 1));
    };
    reader.onerror = () => done(null);
    reader.readAsDataURL(piece);
  });
}
