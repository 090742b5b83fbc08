import { Bookmark } from 'lucide-react';
import { useQuery } from '../../bridge';
import { type Found, found } from '../../shell/found';
import { go } from '../../shell/router';
import { words } from './messages';
import { paramsOfView } from './shown';

/** Kept views of the board, by their names. */
export function useFoundViews(text: string | null): Found {
  const asked = useQuery('board.views', null, { isEnabled: text !== null });
  const wanted = text?.toLowerCase() ?? '';
  const fitting = asked.data?.views.filter(({ view }) => view.name.toLowerCase().includes(wanted));
  return found(
    words.views.found,
    { data: fitting, isFetching: asked.isFetching },
    text,
    ({ view, owner }) => ({
      key: `view ${view.id}`,
      label: view.name,
      detail: view.reach === 'team' ? words.views.ofTeam(owner) : words.views.mine,
      icon: <Bookmark size={16} aria-hidden="true" />,
      onPick: () => {
        const params = Object.entries(paramsOfView(view.id, view.shown));
        const set = params.filter((pair): pair is [string, string] => pair[1] !== null);
        go({ path: ['board'], params: Object.fromEntries(set) });
      },
    }),
  );
}
