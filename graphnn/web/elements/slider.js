import { Slider } from "graphnn-canvas";

export default Slider;
