export { Inbox } from './inbox';
