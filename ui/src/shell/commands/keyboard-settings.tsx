import { Select } from '../../kit';
import { KeyList } from './key-list';
import { chooseKeySet, useKeySet } from './key-set';
import { words } from './messages';
import { KEY_SETS } from './spec';

/** Which keys there are, and a choice of them. */
export function KeyboardSettings() {
  const set = useKeySet();
  return (
    <>
      <Select
        label={words.keys.set}
        choices={KEY_SETS.map((value) => ({ value, label: words.keys.sets[value] }))}
        value={set}
        onValue={chooseKeySet}
      />
      <KeyList />
    </>
  );
}
