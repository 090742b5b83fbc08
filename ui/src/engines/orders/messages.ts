export const words = {
  order: 'Order',
  awaiting: 'Awaiting the office’s number',
  theirs: (number: string, on: string) => `their ${number} of ${on}`,
  place: 'Place the order',
  placeTitle: (label: string) => `Place the order of ${label}`,
  placeBody: 'The order is a copy of the quotation as it was won. The office gives it its number.',
  deliverTo: 'Deliver to',
  cancel: 'Cancel',
  placed: 'The order is placed',
} as const;
