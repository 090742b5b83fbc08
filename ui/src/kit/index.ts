export { type Answers, AskDialog, type Question, worded } from './ask';
export { Board } from './board/board';
export type { Place } from './board/drag';
export {
  type ColumnSpec,
  type ColumnTone,
  cellKey,
  cellOf,
  type Item,
  type LaneSpec,
  type Picking,
  type Spoken,
} from './board/model';
export { inserted, removed } from './board/shift';
export { Checkbox } from './checkbox';
export {
  Avatar,
  Badge,
  Button,
  type ButtonProps,
  Chip,
  IconButton,
  join,
  Kbd,
  Spinner,
  type Tone,
} from './controls';
export { Dialog, UnsavedWords } from './dialog';
export { type Choice, DateField, Field, SearchField, Select, Switch, TextArea, TextField } from './field';
export { Finder, type FinderEntry, type FinderGroup } from './finder';
export { count, fileSize, instantOn, money, moneyShort, parseMoney, parseSpan, systemZone } from './format';
export { type Format, FormatProvider, useFormat } from './format-context';
export { Inline, type InlineWords } from './inline';
export { EmptyState, Page, Pane, SplitPane } from './layout';
export { type Anchor, anchorOf, Menu, MenuAt, type MenuEntry } from './menu';
export { type Close, isModalOpen, Overlay } from './overlay';
export { Popover } from './popover';
export { Progress } from './progress';
export { type TabEntry, Tabs } from './tabs';
export { type Happening, PrintedTimeline, Timeline } from './timeline';
export { Tip, Tips } from './tip';
export { type Notice, notify, Toasts } from './toast';
export { useWindow } from './use-window';
export { pages, visible } from './window';
