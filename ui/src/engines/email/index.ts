export { Composer } from './composer';
export { Inbox } from './inbox';
