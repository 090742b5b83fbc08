import { client, type EnquiryEdit, type Id, Refusal, tell } from '../../bridge';

type Said = { [Key in Exclude<keyof EnquiryEdit, 'id'>]?: EnquiryEdit[Key] };

/** What an edit leaves as it is. */
const UNCHANGED = {
  title: null,
  product: null,
  quantity: null,
  unit: null,
  value_minor: null,
  priority: null,
};

/** Puts facts of an enquiry right, and is done when the record shows them. Throws a `Refusal`. */
export function put(id: Id, said: Said): Promise<void> {
  return shown(id, () => tell('enquiries.edit', { ...UNCHANGED, id, ...said }));
}

export async function shown(id: Id, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (thrown) {
    throw Refusal.from(thrown);
  }
  await client.refetchQueries({ queryKey: ['enquiries.detail', id] });
}
