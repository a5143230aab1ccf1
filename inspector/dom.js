// Nodes from values. Strings only ever become text nodes and attribute values, so nothing that comes from outside can be markup.

const ON = Symbol("handlers");
const KEY = Symbol("key");
const VALUE = Symbol("value");
const CHECKED = Symbol("checked");

/** Attributes that a person changes by using the page; drawing again leaves them alone. */
const THEIRS = new Set(["open"]);

/**
 * An element: `h("button", { class: "x", onclick: f }, "text")`. `key` names it among its siblings, `style` is an object of custom
 * properties, `value` is what a control begins with, `checked` what it shows; false, null and undefined leave an attribute out.
 */
export function h(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) set(node, name, value);
  node.append(...flat(children));
  if (node[VALUE] !== undefined && tag === "select") node.value = node[VALUE];
  return node;
}

function set(node, name, value) {
  if (name === "checked") {
    node.checked = Boolean(value);
    node[CHECKED] = Boolean(value);
    return;
  }
  if (value === undefined || value === null || value === false) return;
  if (name === "key") node[KEY] = value;
  else if (name === "style") for (const [property, to] of Object.entries(value)) node.style.setProperty(property, to);
  else if (name === "value") {
    node.value = value;
    node[VALUE] = value;
  } else if (name.startsWith("on")) hear(node, name.slice(2), value);
  else node.setAttribute(name, value === true ? "" : String(value));
}

/** One listener per kind of event; which function it calls may change when the node is drawn again. */
function hear(node, type, handler) {
  node[ON] ??= {};
  if (!(type in node[ON])) node.addEventListener(type, (event) => node[ON][type]?.(event));
  node[ON][type] = handler;
}

function flat(children) {
  return children.flat(Infinity).flatMap((child) => {
    if (child === null || child === undefined || child === false) return [];
    return [child instanceof Node ? child : document.createTextNode(String(child))];
  });
}

/** Makes `parent` hold these children, changing as little as it can: focus, scroll and selection stay where they are. */
export function draw(parent, ...children) {
  patchChildren(parent, flat(children));
}

function patchChildren(parent, next) {
  const wanted = new Set(next.map((node) => node[KEY]).filter((key) => key !== undefined));
  const keyed = new Map(
    [...parent.childNodes].filter((node) => node[KEY] !== undefined).map((node) => [node[KEY], node]),
  );
  let at = parent.firstChild;
  for (const node of next) {
    while (at && at[KEY] !== undefined && !wanted.has(at[KEY])) at = removed(at);
    const old = node[KEY] === undefined ? at : keyed.get(node[KEY]);
    if (!old || !isSame(old, node)) parent.insertBefore(node, at);
    else {
      if (old === at) at = at.nextSibling;
      else parent.insertBefore(old, at);
      patch(old, node);
    }
  }
  while (at) at = removed(at);
}

function removed(node) {
  const next = node.nextSibling;
  node.remove();
  return next;
}

function isSame(a, b) {
  return a.nodeType === b.nodeType && a.nodeName === b.nodeName && a[KEY] === b[KEY];
}

function patch(old, node) {
  if (old === node) return;
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.nodeValue !== node.nodeValue) old.nodeValue = node.nodeValue;
    return;
  }
  for (const { name } of [...old.attributes])
    if (!node.hasAttribute(name) && name !== "style" && !THEIRS.has(name)) old.removeAttribute(name);
  for (const { name, value } of node.attributes)
    if (name !== "style" && !THEIRS.has(name) && old.getAttribute(name) !== value) old.setAttribute(name, value);
  if (old.style.cssText !== node.style.cssText) old.style.cssText = node.style.cssText;
  for (const type of Object.keys(old[ON] ?? {})) if (!node[ON]?.[type]) old[ON][type] = undefined;
  for (const [type, handler] of Object.entries(node[ON] ?? {})) hear(old, type, handler);
  patchChildren(old, [...node.childNodes]);
  if (node[VALUE] !== undefined && node[VALUE] !== old[VALUE]) {
    old.value = node[VALUE];
    old[VALUE] = node[VALUE];
  }
  if (node[CHECKED] !== undefined && old.checked !== node[CHECKED]) old.checked = node[CHECKED];
}

/** A button that says what it does. */
export function button(label, onclick, props = {}) {
  return h("button", { type: "button", class: "button", ...props, onclick }, label);
}
