// What the frame does in the browser: appearance, clocks, copying, keys, loading more, and coming back after a lost link.
(() => {
  'use strict';
  const year = 31536000;
  const keep = (name, value) => { document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=${year}; samesite=lax`; };
  const say = text => { const spoken = document.getElementById('spoken'); if (spoken) spoken.textContent = text; };
  keep('zone', Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC');

  // Appearance ---------------------------------------------------------------------------------
  const media = {
    light: { light: 'all', dark: 'not all' },
    dark: { light: 'not all', dark: 'all' },
    system: { light: 'not all and (prefers-color-scheme: dark)', dark: '(prefers-color-scheme: dark)' },
  };
  const setTheme = theme => {
    keep('theme', theme);
    document.documentElement.dataset.theme = theme;
    for (const sheet of document.querySelectorAll('[data-theme-sheet]')) sheet.media = media[theme][sheet.dataset.themeSheet];
    say(`Appearance: ${theme}`);
  };

  // Clocks: the same words as Ages.cs -----------------------------------------------------------
  const rough = s => s < 60 ? `${s} s` : s < 3600 ? `${Math.floor(s / 60)} min` : s < 86400 ? `${Math.floor(s / 3600)} h` : `${Math.floor(s / 86400)} d`;
  const two = n => String(n).padStart(2, '0');
  const clock = s => s < 3600 ? `${Math.floor(s / 60)}:${two(s % 60)}` : `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
  const write = (element, words) => {
    // The node is the renderer's: its text may be changed, the node itself must stay.
    const node = element.firstChild;
    if (node && node.nodeType === Node.TEXT_NODE && node.nodeValue !== words) node.nodeValue = words;
  };
  const tick = () => {
    const now = Date.now();
    for (const time of document.querySelectorAll('time[data-relative]')) {
      const ago = Math.trunc((now - Date.parse(time.dateTime)) / 1000);
      write(time, Math.abs(ago) < 5 ? 'now' : ago > 0 ? `${rough(ago)} ago` : `in ${rough(-ago)}`);
    }
    for (const time of document.querySelectorAll('time[data-countdown]')) {
      const left = Math.ceil((Date.parse(time.dateTime) - now) / 1000);
      write(time, left > 0 ? `${clock(left)} left` : 'over');
      time.classList.toggle('soon', left <= 30);
    }
    for (const more of document.querySelectorAll('[data-more]:not(:disabled)')) {
      if (more.getBoundingClientRect().top < innerHeight + 300 && more.offsetParent) more.click();
    }
  };
  setInterval(tick, 1000);

  // Copying ------------------------------------------------------------------------------------
  const copy = async button => {
    const word = button.querySelector('[data-copy-word]');
    const before = word?.textContent;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      say('Copied');
      if (word) word.textContent = 'Copied';
    } catch {
      say('The browser did not let this page copy');
      if (word) word.textContent = 'Press Ctrl C';
    }
    if (word) setTimeout(() => { word.textContent = before; }, 1500);
  };

  // Keys ---------------------------------------------------------------------------------------
  let gone = 0;
  const isTyping = target => target.closest('input, textarea, select, [contenteditable]');
  const openPalette = () => {
    const palette = document.getElementById('palette');
    if (!palette || palette.open) return;
    palette.showModal();
    palette.querySelector('[data-palette-load]').click();
    const input = palette.querySelector('input');
    input.value = '';
    input.focus();
  };
  const openHelp = () => {
    const help = document.getElementById('keyboard-help');
    if (!help || help.open) return;
    const list = help.querySelector('[data-help-list]');
    const keys = [['Ctrl K', 'Search or go to'], ['?', 'This help']];
    for (const link of document.querySelectorAll('[data-go]')) keys.push([`g ${link.dataset.go}`, link.title]);
    for (const button of document.querySelectorAll('[data-shortcut]')) keys.push([button.dataset.shortcut === ' ' ? 'Space' : button.dataset.shortcut, button.dataset.label]);
    list.replaceChildren(...keys.flatMap(([key, what]) => {
      const dt = document.createElement('dt');
      const kbd = document.createElement('kbd');
      const dd = document.createElement('dd');
      kbd.textContent = key;
      dt.append(kbd);
      dd.textContent = what;
      return [dt, dd];
    }));
    help.showModal();
  };
  document.addEventListener('keydown', e => {
    if ((e.ctrlKey || e.metaKey) && !e.altKey && e.key.toLowerCase() === 'k') { e.preventDefault(); openPalette(); return; }
    // Enter ends a word of a list, and must not send the form before the server has heard of it.
    if (e.key === 'Enter' && e.target.closest?.('.word-list')) e.preventDefault();
    if (e.target.id === 'palette-text' && (e.key === 'ArrowDown' || e.key === 'ArrowUp')) e.preventDefault();
    if (e.key === 'Escape' && isTyping(e.target) && !e.target.closest('dialog, .rz-dialog')) { e.target.blur(); return; }
    if (e.ctrlKey || e.metaKey || e.altKey || isTyping(e.target) || document.querySelector('dialog[open], .rz-dialog')) return;
    if (e.key === '?') { e.preventDefault(); openHelp(); return; }
    if (Date.now() - gone < 1500) {
      gone = 0;
      const link = document.querySelector(`[data-go="${CSS.escape(e.key)}"]`);
      if (link) { e.preventDefault(); link.click(); }
      return;
    }
    if (e.key === 'g') { gone = Date.now(); return; }
    if ((e.key === ' ' || e.key === 'Enter') && e.target.closest?.('button, a, summary, [role=button], [role=slider]')) return;
    const button = document.querySelector(`[data-shortcut="${CSS.escape(e.key)}"]`);
    if (button) {
      e.preventDefault();
      if (button.dataset.focus) document.getElementById(button.dataset.focus)?.focus();
      button.click();
    }
  });
  document.addEventListener('click', e => {
    const button = e.target.closest?.('[data-copy], [data-theme-set], [data-palette-open], [data-help-open]');
    if (!button) { if (e.target instanceof HTMLDialogElement) e.target.close(); return; }
    if (button.dataset.copy !== undefined) copy(button);
    else if (button.dataset.themeSet) setTheme(button.dataset.themeSet);
    else if (button.dataset.paletteOpen !== undefined) openPalette();
    else openHelp();
  });

  // What was typed is kept over a lost link ------------------------------------------------------
  const draftKey = form => `draft:${location.pathname}:${form.dataset.draft}`;
  const fields = form => [...form.querySelectorAll('input[id], textarea[id], select[id]')].filter(f => f.type !== 'password' && f.type !== 'file');
  const keepDrafts = () => {
    for (const form of document.querySelectorAll('form[data-draft]')) {
      sessionStorage.setItem(draftKey(form), JSON.stringify(fields(form).map(f => [f.id, f.type === 'checkbox' || f.type === 'radio' ? f.checked : f.value])));
    }
  };
  const restoreDrafts = () => {
    if (!document.querySelector('.page[data-live="true"]')) return;
    for (const form of document.querySelectorAll('form[data-draft]')) {
      const draft = sessionStorage.getItem(draftKey(form));
      if (!draft) continue;
      sessionStorage.removeItem(draftKey(form));
      for (const [id, value] of JSON.parse(draft)) {
        const field = form.querySelector(`#${CSS.escape(id)}`);
        if (!field) continue;
        if (typeof value === 'boolean') { if (field.checked !== value) field.click(); continue; }
        if (field.value === value) continue;
        field.value = value;
        field.dispatchEvent(new Event('input', { bubbles: true }));
        field.dispatchEvent(new Event('change', { bubbles: true }));
      }
      say('What you had typed is here again');
    }
  };
  const restoring = setInterval(() => { if (Object.keys(sessionStorage).some(k => k.startsWith('draft:'))) restoreDrafts(); else if (document.readyState === 'complete') clearInterval(restoring); }, 300);

  // A console that was started again knows nothing of this page's circuit: the page is loaded anew as soon as it answers.
  let waiting = false;
  const comeBack = async () => {
    if (waiting) return;
    waiting = true;
    keepDrafts();
    for (;;) {
      try {
        if ((await fetch('/healthz/ready', { cache: 'no-store' })).ok) break;
      } catch { /* still away */ }
      await new Promise(done => setTimeout(done, 1000));
    }
    location.reload();
  };
  document.addEventListener('DOMContentLoaded', () => {
    const modal = document.getElementById('components-reconnect-modal');
    if (!modal) return;
    new MutationObserver(() => {
      if (modal.classList.contains('components-reconnect-failed') || modal.classList.contains('components-reconnect-rejected')) comeBack();
    }).observe(modal, { attributes: true, attributeFilter: ['class'] });
  });

  // A form that leads elsewhere (signing out, also at the provider) is on its way: nothing else may take the page from it.
  let leaving = false;
  document.addEventListener('submit', e => { if (e.target.matches('form[data-enhance="false"]')) leaving = true; });
  window.addEventListener('pageshow', () => { leaving = false; });

  window.hooplike = {
    signedOut(address) { if (!leaving) location.replace(address); },
    closePalette: () => document.getElementById('palette')?.close(),
    say,
    focus: id => document.getElementById(id)?.focus(),
    setTheme,
  };
})();
