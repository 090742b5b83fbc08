export const words = {
  title: 'Companies',
  search: 'Search companies',
  empty: 'No company yet',
  emptyBody: 'Companies appear here when a pre-lead is validated.',
  none: 'No company matches the search',
  columns: {
    name: 'Company',
    domain: 'Mail domain',
    city: 'City',
    customer: 'Known as',
  },
  customer: 'Old customer',
} as const;
