/** The view of the canvas: where it is, how large, and how it moves to what is to be seen. */

import { computed, onBeforeUnmount, onMounted, shallowRef } from "vue";

import { boundsOf } from "./geometry.js";
import { FAR_ZOOM, LEAST_ZOOM, MOST_ZOOM, centredOn, clamp, isInside, seenRect, viewportClear } from "./viewport.js";
import { farWireWidth, messageScale, touchReach } from "./viewport.js";

const MOVE_MILLISECONDS = 160;
const READABLE_ZOOM = 0.6;

/** @param {object} canvas its root and stage, its scene and selection, and the rectangle of a card */
export const useView = ({ root, flow, scene, selection, rectOf }) => {
  const viewport = shallowRef({ x: 0, y: 0, zoom: 1 });
  const size = shallowRef({ width: 1, height: 1 });
  const seen = computed(() => seenRect(viewport.value, size.value));
  const isFar = computed(() => viewport.value.zoom < FAR_ZOOM);

  /** Sizes that change with the zoom, in steps, for each step is a new look for all that is drawn. */
  const steppedSizes = computed((before) => {
    const { zoom } = viewport.value;
    const sizes = {
      "--far-wire": farWireWidth(zoom),
      "--touch-reach": `${touchReach(zoom)}px`,
      "--message-scale": messageScale(zoom),
    };
    return Object.entries(sizes).every(([name, size]) => before?.[name] === size) ? before : sizes;
  });

  const show = (next, duration = MOVE_MILLISECONDS) =>
    flow.value.setViewport(next, matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : duration);

  const centre = (point) => show(centredOn(point, viewport.value.zoom, size.value), 0);

  const zoomTo = (zoom) => {
    show(centredOn(middleOf(seen.value), clamp(zoom, LEAST_ZOOM, MOST_ZOOM), size.value));
  };

  const showRects = (rects, duration = MOVE_MILLISECONDS) =>
    show(viewportClear(rects, boundsOf(rects), size.value), duration);

  let hasBeenFitted = false;
  /** Show the selection, or else everything; the first time at once, for nothing is there yet to be led away from. */
  const fit = ({ isAtOnce = false } = {}) => {
    const all = [...scene.value.cards.values()];
    const chosen = all.filter((card) => selection.value.nodes.has(card.id));
    const rects = (chosen.length ? chosen : all).map(rectOf);
    if (rects.length === 0) return;
    showRects(rects, hasBeenFitted && !isAtOnce ? MOVE_MILLISECONDS : 0);
    hasBeenFitted = true;
  };

  const reveal = (id) => {
    const card = scene.value.cards.get(id);
    if (card) show(centredOn(middleOf(rectOf(card)), Math.max(viewport.value.zoom, READABLE_ZOOM), size.value));
  };

  const revealIfHidden = (id) => {
    const card = scene.value.cards.get(id);
    if (card && !isInside(rectOf(card), seen.value)) reveal(id);
  };

  const measure = () => {
    size.value = { width: root.value.clientWidth, height: root.value.clientHeight };
  };
  const observer = new ResizeObserver(measure);
  onMounted(() => {
    measure();
    observer.observe(root.value);
  });
  onBeforeUnmount(() => observer.disconnect());

  return { viewport, size, seen, isFar, steppedSizes, show, showRects, centre, zoomTo, fit, reveal, revealIfHidden };
};

const middleOf = (rect) => ({ x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 });
