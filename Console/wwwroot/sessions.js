// What the pages of sessions ask of the browser.
// A line of a list that scrolls for itself moves only that list, never the page.
export const reveal = id => {
  const element = document.getElementById(id);
  const list = element?.closest('[data-endless]');
  if (!list) { element?.scrollIntoView({ block: 'nearest' }); return; }
  const [inner, outer] = [element.getBoundingClientRect(), list.getBoundingClientRect()];
  if (inner.top < outer.top) list.scrollTop -= outer.top - inner.top;
  else if (inner.bottom > outer.bottom) list.scrollTop += inner.bottom - outer.bottom;
};

export const address = parameters => {
  const url = new URL(location.href);
  for (const [name, value] of Object.entries(parameters)) {
    if (value === null) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  if (url.href !== location.href) history.replaceState(history.state, '', url);
};

// A slider: pressed, dragged or moved by keys. While it is dragged, one call is under way at a time and the last place is never lost.
const keys = new Set(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End', ' ']);
export const slider = (id, target) => {
  const element = document.getElementById(id);
  if (!element || element.dataset.slides) return;
  element.dataset.slides = 'yes';
  let wanted = null;
  let busy = false;
  const send = async (place, height) => {
    wanted = [place, height];
    if (busy) return;
    busy = true;
    try {
      while (wanted !== null) {
        const next = wanted;
        wanted = null;
        await target.invokeMethodAsync('SlideTo', ...next);
      }
    } finally {
      busy = false;
    }
  };
  const within = value => Math.min(1, Math.max(0, value));
  const slide = (e, isDrag) => {
    const box = element.getBoundingClientRect();
    send(within((e.clientX - box.left) / box.width), isDrag ? -1 : within((e.clientY - box.top) / box.height));
  };
  element.addEventListener('pointerdown', e => {
    if (e.button !== 0) return;
    e.preventDefault();
    element.focus();
    element.setPointerCapture(e.pointerId);
    slide(e, false);
  });
  element.addEventListener('pointermove', e => { if (element.hasPointerCapture(e.pointerId) && e.movementX !== 0) slide(e, true); });
  element.addEventListener('keydown', e => {
    if (!keys.has(e.key) || e.ctrlKey || e.metaKey || e.altKey) return;
    e.preventDefault();
    e.stopPropagation();
    target.invokeMethodAsync('Press', e.key);
  });
};

// A list that goes on at both ends: near an end, its button is pressed.
export const endless = id => {
  const list = document.getElementById(id);
  if (!list || list.dataset.endless) return;
  list.dataset.endless = 'yes';
  list.addEventListener('scroll', () => {
    if (list.scrollTop + list.clientHeight > list.scrollHeight - 120) list.querySelector('[data-later]:not(:disabled)')?.click();
    else if (list.scrollTop < 40) list.querySelector('[data-earlier]:not(:disabled)')?.click();
  }, { passive: true });
};

// A tree: arrows move and open, Home and End go to its ends, Enter and Space open or close. The server opens and lays out; only the focus is ours.
export const tree = id => {
  const box = document.querySelector(`#${CSS.escape(id)} [role=tree]`);
  if (!box || box.dataset.tree) return;
  box.dataset.tree = 'yes';
  const level = item => Number(item.getAttribute('aria-level'));
  const press = item => (item.matches('[data-open]') ? item : item.querySelector('[data-open]'))?.click();
  // The line that stands for more goes when they come: the focus goes to the first of them.
  const more = (item, at) => {
    const watch = new MutationObserver(() => {
      if (item.isConnected) return;
      watch.disconnect();
      box.querySelectorAll('[role=treeitem]')[at]?.focus();
    });
    watch.observe(box, { childList: true });
    setTimeout(() => watch.disconnect(), 5000);
    press(item);
  };
  box.addEventListener('keydown', e => {
    const item = e.target.closest('[role=treeitem]');
    if (!item || e.ctrlKey || e.metaKey || e.altKey) return;
    const items = [...box.querySelectorAll('[role=treeitem]')];
    const at = items.indexOf(item);
    const open = item.getAttribute('aria-expanded');
    let to = null;
    if (e.key === 'ArrowDown') to = items[at + 1];
    else if (e.key === 'ArrowUp') to = items[at - 1];
    else if (e.key === 'Home') to = items[0];
    else if (e.key === 'End') to = items[items.length - 1];
    else if (e.key === 'ArrowRight') { if (open === 'false') press(item); else if (open === 'true') to = items[at + 1]; }
    else if (e.key === 'ArrowLeft') { if (open === 'true') press(item); else to = items.slice(0, at).reverse().find(i => level(i) < level(item)); }
    else if (e.key === 'Enter' || e.key === ' ') { if (item.matches('[data-open]')) more(item, at); else press(item); }
    else return;
    e.preventDefault();
    e.stopPropagation();
    to?.focus();
  });
};
