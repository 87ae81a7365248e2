// What a page says outside of itself: a number in the tab's title and icon, and the browser's own notifications.
const wish = 'hooplike-notifications';
const prefix = /^\(\d+\) /;
let count = 0;
let plainIcon;

const markTitle = () => {
  // The node is the renderer's: its text may be changed, the node itself must stay.
  const node = document.querySelector('title')?.firstChild;
  if (!node) return;
  const plain = node.nodeValue.replace(prefix, '');
  const wanted = count > 0 ? `(${count}) ${plain}` : plain;
  if (node.nodeValue !== wanted) node.nodeValue = wanted;
};

const markIcon = () => {
  const link = document.querySelector('link[rel=icon]');
  if (!link) return;
  plainIcon ??= link.href;
  const text = count > 9 ? '9+' : `${count}`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="14" cy="18" r="10" fill="none" stroke="#5aa9ff" stroke-width="5"/>` +
    `<circle cx="22" cy="10" r="10" fill="#d1242f"/><text x="22" y="15" font-family="sans-serif" font-size="14" font-weight="700" text-anchor="middle" fill="#fff">${text}</text></svg>`;
  link.href = count > 0 ? `data:image/svg+xml,${encodeURIComponent(svg)}` : plainIcon;
};

new MutationObserver(markTitle).observe(document.head, { childList: true, subtree: true, characterData: true });

export const waiting = number => {
  count = number;
  markTitle();
  markIcon();
};

// unsupported: this browser has none, or the page does not come over TLS; blocked: the person told the browser never to.
export const state = () => !('Notification' in window) || !window.isSecureContext ? 'unsupported'
  : Notification.permission === 'denied' ? 'blocked'
  : Notification.permission === 'granted' && localStorage.getItem(wish) === 'on' ? 'on' : 'off';

// The browser shows them only while nobody looks at the page: who looks sees the page's own notice.
export const notify = (id, title, body, address) => {
  if (state() !== 'on' || !document.hidden) return;
  const notification = new Notification(title, { body, tag: id, icon: 'favicon.svg' });
  notification.onclick = () => {
    window.focus();
    location.assign(address);
    notification.close();
  };
};

// Called from a click, which is what browsers want before they ask.
export const enable = async () => {
  if (state() === 'off' && await Notification.requestPermission() === 'granted') localStorage.setItem(wish, 'on');
};

export const disable = () => localStorage.removeItem(wish);
