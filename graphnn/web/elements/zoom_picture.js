import { ZoomPicture } from "graphnn-canvas";

export default ZoomPicture;
