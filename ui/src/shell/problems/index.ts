export { ProblemsBadge } from './badge';
