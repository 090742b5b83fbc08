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
  reach: {
    none: 'Not known yet',
    bounced: 'Mail came back',
    prefer: 'Put first',
    retire: 'No longer theirs',
    retired: (value: string) => `${value} is kept as no longer theirs`,
    add: { phone: 'Add a number', email: 'Add an address' },
    addTitle: {
      phone: (name: string) => `Another number of ${name}`,
      email: (name: string) => `Another mail address of ${name}`,
    },
    addBody: 'It stands beside what is known already. Nothing is overwritten.',
    field: { phone: 'Telephone number', email: 'Mail address' },
    cancel: 'Cancel',
  },
} as const;
