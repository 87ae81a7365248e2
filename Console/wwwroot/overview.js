// What this browser remembers of the overview.
const key = 'hooplike-first-steps';
export const isDismissed = () => localStorage.getItem(key) === 'dismissed';
export const dismiss = () => localStorage.setItem(key, 'dismissed');
